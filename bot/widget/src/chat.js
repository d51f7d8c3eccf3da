// The chat itself: what is on the screen, what was said, and what happens next.

import { COMPILED } from './compiled.js';
import { card, way } from './contact.js';
import { doorOf } from './door.js';
import { button, drawing, el, is, written } from './dom.js';
import { vanish, watch } from './leaving.js';

const SPOKEN_MS = 3000;
const LEAVING_WORD = /^\W*(exit|salir)\W*$/i;
const RAIL = 'M4 22c7 0 7-11 14-11h10M10 19v8M22 11v16';
// What a host page could listen to, to read along or to act on keys meant for the chat.
const PRIVATE_EVENTS = 'keydown keyup keypress beforeinput input change paste copy cut'.split(' ');

// The chat inside `host`; come and go are called when the tag enters and leaves a page.
export const chat = (host, { lang, exit, mode, server, school }) => {
  const root = host.shadowRoot;
  const floats = mode === 'float';
  const door = doorOf(server);
  let words, people, opening, taps, launcher, unwatch;
  let panel, heading, header, nav, log, talk, foot, spoken, elsewhere, input;
  let tapping, asking, said, done;
  let tellLanguage = true;

  // Opening and closing ----------------------------------------------------------------------

  // Above everything of the page, whatever its z-index: a cookie banner must not cover the way out.
  const raise = (node) => {
    if (!node.showPopover) return;
    node.popover = null;
    node.popover = 'manual';
    node.showPopover();
  };

  const open = () => {
    if (!panel) build();
    if (!floats || panel.dataset.open) return;
    launcher.hidden = true;
    panel.dataset.open = 'yes';
    if (panel.showModal && is('(max-width:40em)')) panel.showModal();
    else raise(panel);
    heading.focus({ preventScroll: true });
  };

  const close = () => {
    if (!floats) return;
    if (panel.open) panel.close();
    panel.popover = null;
    delete panel.dataset.open;
    launcher.hidden = false;
    raise(launcher);
    launcher.focus();
  };

  const build = () => {
    const page = mode === 'page';
    panel = el(floats ? 'dialog' : page ? 'main' : 'section', {
      class: `panel ${mode}`, 'aria-labelledby': 'title', role: floats && 'dialog', on: { cancel: (event) => { event.preventDefault(); close(); } },
    });
    for (const event of PRIVATE_EVENTS) panel.addEventListener(event, (e) => e.stopPropagation());
    panel.addEventListener('keydown', onKey);
    heading = el(page ? 'h1' : 'h2', { id: 'title', tabindex: floats && '-1' });
    header = el('header');
    nav = el('nav', { class: 'people' });
    talk = el('div', { class: 'talk' });
    log = el('div', { class: 'log', role: 'region', tabindex: '0' }, el('p'), talk);
    foot = el('div', { class: 'foot' });
    // Read aloud from here, once, then taken out: nothing of it is ever read again.
    spoken = el('div', { class: 'hidden', role: 'log' });
    panel.append(spoken, header, nav, log, foot);
    root.append(panel);
    speak();
    show({ ...opening, lang, services: [] });
    fitScreen();
  };

  // Everything around the talk, in the language chosen. The talk itself stays as it was said.
  const speak = () => {
    ({ words, people, opening, taps } = COMPILED[lang]);
    people = [...people, ...school];
    host.lang = lang;
    if (launcher) launcher.replaceChildren(rail(), words.open);
    if (!panel) return;
    heading.textContent = words.title;
    header.replaceChildren(
      rail('rail'), el('div', { class: 'name' }, heading, el('p', {}, words.sub)),
      button('leave', words.leave, leave, { title: words.leave_hint }),
      button('quiet lang', words.lang, switchLanguage, { lang: lang === 'en' ? 'es' : 'en', translate: 'no' }),
      floats ? button('quiet close', '×', close, { 'aria-label': words.close }) : '',
    );
    nav.setAttribute('aria-label', words.people);
    nav.replaceChildren(...[...people.slice(0, 3), ...school].map(({ ways }) => way(ways[0], words)));
    log.setAttribute('aria-label', words.log);
    log.firstChild.replaceWith(before());
    compose();
  };

  const rail = (name) => drawing(32, RAIL, { 'aria-hidden': 'true', class: name });

  const switchLanguage = () => {
    const unsaid = input ? input.value : '';
    lang = lang === 'en' ? 'es' : 'en';
    tellLanguage = true;
    if (said) speak();
    else restart();
    if (input) input.value = unsaid;
    header.querySelector('.lang').focus();
  };

  // What stays on a device is said before the first word is written.
  const before = () => {
    elsewhere = el('div');
    return el('section', { class: 'before', 'aria-label': words.before },
      el('p', {}, el('b', {}, words.kept), ` ${words.seen} ${words.out}`),
      el('div', { class: 'ways' }, button('quiet tap', words.tap, () => onlyTap(!tapping), { 'aria-pressed': `${!!tapping}` }), button('quiet', words.other, otherDevice)),
      elsewhere);
  };

  // A code with the public address of the help page: the server draws it, and it holds nothing else.
  const otherDevice = async () => {
    const place = elsewhere;
    place.replaceChildren(el('p', {}, words.other_how), el('strong', {}, `${server}/help`));
    try {
      const { size, path } = await door.code();
      if (place.childNodes.length < 3) place.append(drawing(+size, String(path), { class: 'qr', role: 'img', 'aria-label': words.qr }));
    } catch (unreachable) { /* the address is there in words */ }
  };

  // Writing and tapping ----------------------------------------------------------------------

  const compose = () => {
    input = null;
    if (done) foot.replaceChildren(button('send', words.restart, restart));
    else if (tapping) {
      foot.replaceChildren(el('div', { class: 'field' }, el('p', { class: 'small' }, words.tap_hint), button('quiet', words.type, () => onlyTap(false))),
        el('div', { class: 'choices' }, ...taps.map((text) => button('', text, () => send({ text }, text)))));
    } else {
      input = el('textarea', {
        id: 'say', rows: '1', maxlength: '1000', autocomplete: 'off', spellcheck: 'false', writingsuggestions: 'false', enterkeyhint: 'send',
        placeholder: words.hint, dir: 'auto', on: { input: grow, beforeinput: onLine },
      });
// No form: a frame that allows none would swallow what is sent.
      foot.replaceChildren(el('div', { class: 'field' }, el('label', { for: 'say', class: 'hidden' }, words.label), input, button('send', words.send, submit)));
    }
  };

  const onlyTap = (on) => {
    tapping = on;
    compose();
    log.querySelector('.tap').setAttribute('aria-pressed', `${on}`);
    toEnd();
    foot.querySelector('textarea,.choices button').focus();
  };

  const grow = () => {
    input.style.setProperty('height', 'auto');
    input.style.setProperty('height', `${input.scrollHeight + 2}px`);
  };

  const onKey = (event) => {
    const { key, target } = event;
    if (event.isComposing) return;
    if (key === 'Escape') {
      event.preventDefault();
      close();
    } else if (target === input && key === 'Enter' && !event.shiftKey) submit(event);
    // Whoever starts to write means the field.
    else if (input && (target === heading || target === log) && /^\S$/.test(key) && !event.ctrlKey && !event.metaKey) input.focus();
  };

  // Keyboards on phones say isComposing in the middle of a word, which hides their Enter from onKey.
  const onLine = (event) => {
    if (event.inputType === 'insertLineBreak' && is('(pointer:coarse)')) submit(event);
  };

  const submit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (LEAVING_WORD.test(text)) leave();
    else if (text && send({ text }, text)) {
      input.value = '';
      grow();
    }
  };

  // Said and answered ------------------------------------------------------------------------

  // False while an answer is on its way: one turn at a time, and nothing typed is lost.
  const send = (what, shown) => {
    if (asking || done) return false;
    said = true;
    for (const late of talk.querySelectorAll('.failed .send')) late.remove();
    for (const old of talk.querySelectorAll('.choices button')) old.setAttribute('aria-disabled', 'true');
    ask(door.turn(tellLanguage ? { ...what, lang } : what), bubble('own', words.you, shown));
    tellLanguage = false;
    return true;
  };

  const ask = async (turn, own) => {
    const here = talk;
    const waiting = el('p', { class: 'small' }, words.wait);
    asking = true;
    here.append(waiting);
    toEnd();
    let next;
    try {
      const found = await door.ask(turn, () => { waiting.textContent = words.slow; tell(words.slow); });
      next = () => { answer(found); readFrom(own); };
    } catch (failure) {
      next = () => failed(() => ask(turn, own));
    }
    if (here !== talk) return;
    asking = false;
    waiting.remove();
    next();
  };

  const answer = ({ messages, ended, over }) => {
    // A question must be in sight without scrolling: the cards of what was said before it come after it.
    const last = messages[messages.length - 1];
    const asks = messages.length > 1 && last.buttons.length && !last.services.length;
    for (const message of messages) show(message, asks);
    if (asks) for (const { services, lang: language } of messages) cards(services, language);
    if (!ended && !over) return;
    done = true;
    talk.append(el('p', { class: 'small' }, words.over));
    tell(words.over);
    if (over) cards(people);
    compose();
  };

  const bubble = (name, who, text, language) => {
    const node = el('div', { class: `said ${name}`, ...written(language) }, el('span', { class: 'hidden' }, `${who}: `), el('p', { dir: !language && 'auto' }, text));
    talk.append(node);
    return node;
  };

  const show = ({ text, lang: language, services, buttons }, cardsLater) => {
    bubble('', words.bot, text, language);
    if (!cardsLater) cards(services, language);
    if (buttons.length) talk.append(choices(buttons, language));
    const labels = services.map(({ name, ways }) => [name, ...ways.map(({ label }) => label)].join(', '));
    tell([text, ...labels, ...buttons.map(({ title }) => title)].join('. '), language);
  };

  const cards = (services, language) => talk.append(...services.map((service) => card(service, words, language)));

  // Chosen buttons stay and show what was chosen; once something is said the others do nothing any more.
  const choices = (buttons, language) => el('div', { class: 'choices', role: 'group', 'aria-label': words.answers, ...written(language) }, ...buttons.map(({ id, title }) => {
    const choice = button('', title, () => {
      if (!choice.hasAttribute('aria-disabled') && send({ choose: id }, title)) choice.setAttribute('aria-pressed', 'true');
    }, { 'aria-pressed': 'false' });
    return choice;
  }));

  const failed = (retry) => {
    const again = button('send', words.again, () => {
      if (asking) return;
      failure.remove();
      log.focus();
      retry();
    });
    const failure = el('div', { class: 'failed' }, el('p', {}, words.down), ...people.map((service) => card(service, words)), again);
    talk.append(failure);
    readFrom(failure);
    tell([words.down, ...people.map(({ ways }) => ways[0].label)].join(' '));
  };

  const tell = (text, language) => {
    const once = el('p', { lang: language }, text);
    spoken.append(once);
    setTimeout(() => once.remove(), SPOKEN_MS);
  };

  // Where letters are big or the screen is low the panel scrolls too, or alone; elsewhere it has nothing to scroll.
  const toEnd = () => { for (const box of [log, panel]) box.scrollTop = box.scrollHeight; };

  // A long answer is read from its start, so the view stops at what was just said.
  const readFrom = (node) => {
    const top = () => node.getBoundingClientRect().top - 8;
    log.scrollTop += top() - log.getBoundingClientRect().top;
    panel.scrollTop += top() - header.getBoundingClientRect().bottom;
  };

  // The keyboard of a phone shrinks only the visual viewport.
  const fitScreen = () => {
    const view = window.visualViewport;
    if (!panel || !view || view.scale > 1) return;
    panel.style.setProperty('--h', `${view.height}px`);
    panel.style.setProperty('--t', `${view.offsetTop}px`);
  };

  // Leaving ----------------------------------------------------------------------------------

  // Keys on a page whose chat nobody opened belong to that page.
  const pressed = (times) => {
    if (!panel || (floats && !said && !panel.dataset.open)) return;
    if (times === 2) tell(words.once_more);
    if (times > 2) leave();
  };

  const leave = () => {
    forget();
    vanish(exit);
  };

  // Ends the session and empties this page of everything that was said.
  const forget = () => {
    door.end();
    if (!panel) return;
    if (panel.dataset.open) close();
    panel.remove();
    panel = talk = input = null;
    asking = done = said = false;
    tellLanguage = true;
  };

  const restart = () => {
    const shown = panel && (panel.dataset.open || !floats);
    forget();
    if (shown) open();
  };

  if (floats) {
    launcher = button('launch', '', open, { 'aria-haspopup': 'dialog' });
    root.append(launcher);
  }
  speak();
  if (window.visualViewport) for (const event of ['resize', 'scroll']) visualViewport.addEventListener(event, fitScreen);
  const listeners = {
    pressed, hide: forget, cover: (hidden) => panel && panel.classList.toggle('covered', hidden), back: () => { forget(); if (!floats) open(); },
  };
  return {
    come: () => {
      unwatch = watch(listeners);
      if (floats) raise(launcher);
      else open();
    },
    go: () => {
      unwatch();
      forget();
    },
  };
};
