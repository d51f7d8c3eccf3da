// <help-chat>: the chat of Handrail, floating on a school's page or filling /help.
// No dependency, no storage, no cookie, no third party. Words reach the page as text only, never as HTML.
(() => {
  'use strict';

  const TAG = 'help-chat';
  const SLOW_MS = 4000;
  const GIVE_UP_MS = 12000;
  const EXIT_WINDOW_MS = 5000;
  const script = document.currentScript || document.querySelector('script[src*="widget.js"]');
  const settings = { ...(script ? script.dataset : {}) };
  const server = settings.server || (script ? new URL(script.src).origin : location.origin);

  // Filled in from data/facts when the file is served: the people who answer, in both languages.
  const LINES = /* lines */ { en: [], es: [] };

  const WORDS = Object.freeze({
    en: {
      open: 'Get help', title: 'Private help', sub: 'A program, not a person. Nothing is saved here.',
      leave: 'Leave now', leaveHint: 'Leaves at once. Or press Shift three times.', close: 'Close', lang: 'Español',
      people: 'Talk to a person now', log: 'Conversation', label: 'Your message', send: 'Send',
      hint: 'Write in your own words', you: 'You', bot: 'Handrail', wait: 'Writing …',
      slow: 'Still trying …', again: 'Try again', restart: 'Start again', over: 'This chat has ended. Nothing was kept.',
      down: 'The chat is not working right now. These people are here for you, day and night:',
      device: 'Nothing you write is saved here. This device, your school or the network may still see that you were here.',
    },
    es: {
      open: 'Pide ayuda', title: 'Ayuda privada', sub: 'Un programa, no una persona. Aquí no se guarda nada.',
      leave: 'Salir ya', leaveHint: 'Sale de inmediato. O pulsa Mayús tres veces.', close: 'Cerrar', lang: 'English',
      people: 'Habla con una persona ahora', log: 'Conversación', label: 'Tu mensaje', send: 'Enviar',
      hint: 'Escribe con tus palabras', you: 'Tú', bot: 'Handrail', wait: 'Escribiendo …',
      slow: 'Seguimos intentando …', again: 'Intentar de nuevo', restart: 'Empezar de nuevo', over: 'Este chat terminó. No se guardó nada.',
      down: 'El chat no funciona en este momento. Estas personas están para ti, de día y de noche:',
      device: 'Aquí no se guarda nada de lo que escribes. Este equipo, tu escuela o la red aún pueden ver que estuviste aquí.',
    },
  });

  const CSS = `/* style */`;

  const el = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(props)) {
      if (value === false || value === undefined) continue;
      if (key === 'on') for (const [event, f] of Object.entries(value)) node.addEventListener(event, f);
      else node.setAttribute(key, value === true ? '' : value);
    }
    node.append(...children.filter((child) => child != null));
    return node;
  };

  // Links come from the server; only these schemes may ever be opened from a page of ours.
  const safeLink = (href) => (/^(https:\/\/|tel:[+\d]|sms:[+\d])/.test(href) ? href : null);

  const turnId = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const h = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
    return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join('-');
  };

  class HelpChat extends HTMLElement {
    connectedCallback() {
      if (this.root) return;
      const options = { ...settings, ...this.dataset };
      this.mode = options.mode || 'float';
      this.exitTo = safeLink(options.exit || '') || 'https://www.weather.gov/';
      this.school = { name: options.schoolName, contact: options.schoolContact };
      const wanted = options.lang && options.lang !== 'auto' ? options.lang : document.documentElement.lang || 'en';
      this.language = wanted.slice(0, 2) === 'es' ? 'es' : 'en';
      this.root = this.attachShadow({ mode: 'open' });
      this.style_();
      this.watchExit();
      if (this.mode === 'float') this.launcher();
      else this.openPanel();
    }

    get words() {
      return WORDS[this.language];
    }

    style_() {
      if ('replaceSync' in CSSStyleSheet.prototype) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(CSS);
        this.root.adoptedStyleSheets = [sheet];
      } else {
        const style = el('style', { nonce: script && script.nonce });
        style.textContent = CSS;
        this.root.append(style);
      }
    }

    launcher() {
      this.button = el('button', { class: 'launch', type: 'button', 'aria-haspopup': 'dialog', on: { click: () => this.openPanel() } }, this.words.open);
      this.root.append(this.button);
    }

    openPanel() {
      if (!this.panel) this.build();
      if (this.button) this.button.hidden = true;
      if (this.mode === 'float') {
        if (matchMedia('(max-width: 40em)').matches) this.panel.showModal();
        else this.panel.show();
        this.heading.focus({ preventScroll: true });
      }
      if (!this.token && !this.asking) this.start();
    }

    closePanel() {
      this.panel.close();
      this.button.hidden = false;
      this.button.focus();
    }

    build() {
      const w = this.words;
      const float = this.mode === 'float';
      this.heading = el(float ? 'h2' : 'h1', { tabindex: '-1', id: 'title' }, w.title);
      const header = el('header', {}, el('div', { class: 'name' }, this.heading, el('p', {}, w.sub)),
        el('button', { class: 'leave', type: 'button', title: w.leaveHint, on: { click: () => this.leave() } }, w.leave),
        el('button', { class: 'quiet', type: 'button', lang: this.language === 'en' ? 'es' : 'en', on: { click: () => this.switchLanguage() } }, w.lang),
        float ? el('button', { class: 'quiet', type: 'button', 'aria-label': w.close, on: { click: () => this.closePanel() } }, '×') : null);
      this.log = el('div', { class: 'log', role: 'log', 'aria-label': w.log, tabindex: '0' });
      this.log.append(el('p', { class: 'device' }, w.device));
      this.input = el('textarea', {
        id: 'say', rows: '1', maxlength: '1000', autocomplete: 'off', spellcheck: 'false', writingsuggestions: 'false',
        enterkeyhint: 'send', placeholder: w.hint,
        on: { keydown: (e) => this.onKey(e), input: () => this.fit() },
      });
      this.form = el('form', { on: { submit: (e) => { e.preventDefault(); this.submit(); } } },
        el('label', { for: 'say', class: 'hidden' }, w.label), this.input, el('button', { class: 'send', type: 'submit' }, w.send));
      const parts = [header, this.people(), this.log, this.form];
      this.panel = float
        ? el('dialog', { class: 'panel', 'aria-labelledby': 'title', on: { cancel: (e) => { e.preventDefault(); this.closePanel(); } } }, ...parts)
        : el('main', { class: 'panel page', 'aria-labelledby': 'title' }, ...parts);
      this.root.append(this.panel);
    }

    // People who answer, always in sight: they must not depend on the server.
    people() {
      const nav = el('nav', { class: 'people', 'aria-label': this.words.people });
      for (const line of LINES[this.language]) nav.append(this.link(line.way));
      if (this.school.name && this.school.contact) nav.append(this.link({ href: this.school.contact }, this.school.name));
      return nav;
    }

    link(way, label) {
      const href = safeLink(way.href);
      if (!href) return null;
      const outside = href.startsWith('https:');
      return el('a', { href, ...(outside ? { target: '_blank', rel: 'noopener noreferrer' } : {}) }, label || way.label);
    }

    card(service) {
      return el('div', { class: 'service' }, el('strong', {}, service.name),
        el('div', { class: 'ways' }, ...service.ways.map((way) => this.link(way))));
    }

    // A question must be in sight without scrolling: the cards of what was said before it come after it.
    showAll(messages) {
      const last = messages[messages.length - 1];
      const asks = messages.length > 1 && last.buttons.length > 0 && !last.services.length;
      const before = asks ? messages.slice(0, -1).flatMap((m) => m.services) : [];
      messages.forEach((m) => this.show(asks && m !== last ? { ...m, services: [] } : m));
      before.forEach((service) => this.log.append(this.card(service)));
      this.toEnd();
    }

    show(message) {
      const bubble = el('div', { class: 'said', lang: message.lang }, el('span', { class: 'hidden' }, `${this.words.bot}: `), el('p', {}, message.text));
      this.log.append(bubble);
      for (const service of message.services || []) this.log.append(this.card(service));
      if (message.buttons && message.buttons.length) this.log.append(this.choices(message.buttons));
      this.toEnd();
    }

    showOwn(text) {
      const bubble = el('div', { class: 'said own' }, el('span', { class: 'hidden' }, `${this.words.you}: `), el('p', {}, text));
      this.log.append(bubble);
      this.toEnd();
      return bubble;
    }

    // A long answer is read from its start, so the view stops at what was just said.
    readFrom(bubble) {
      this.log.scrollTop = bubble.offsetTop - this.log.offsetTop - 8;
    }

    // Chosen buttons stay and show what was chosen; the others stay readable but do nothing any more.
    choices(buttons) {
      const group = el('div', { class: 'choices', role: 'group' });
      for (const button of buttons) {
        const choice = el('button', { type: 'button', 'aria-pressed': 'false' }, button.title);
        choice.addEventListener('click', () => {
          if (group.dataset.done || this.asking) return;
          group.dataset.done = 'yes';
          choice.setAttribute('aria-pressed', 'true');
          this.send({ choose: button.id }, button.title);
        });
        group.append(choice);
      }
      return group;
    }

    toEnd() {
      this.log.scrollTop = this.log.scrollHeight;
    }

    fit() {
      this.input.style.setProperty('height', 'auto');
      this.input.style.setProperty('height', `${Math.min(this.input.scrollHeight + 2, 130)}px`);
    }

    onKey(event) {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    }

    submit() {
      const text = this.input.value.trim();
      if (!text || this.asking) return;
      this.input.value = '';
      this.fit();
      this.send({ text }, text);
    }

    // Talking to the door -----------------------------------------------------------------

    async start() {
      await this.ask('/session', { lang: this.language }, (body) => {
        this.token = body.token;
        this.showAll(body.messages);
      });
    }

    send(what, shown) {
      const own = this.showOwn(shown);
      this.ask('/message', { ...what, turn: turnId() }, (body) => {
        this.showAll(body.messages);
        this.readFrom(own);
        if (body.ended) this.over();
      });
    }

    // One request at a time. A retry carries the same turn, so nothing is ever said twice.
    async ask(path, body, done) {
      this.asking = true;
      const waiting = el('p', { class: 'waiting' }, this.words.wait);
      this.log.append(waiting);
      this.toEnd();
      const abort = new AbortController();
      this.abort = abort;
      const slow = setTimeout(() => { waiting.textContent = this.words.slow; }, SLOW_MS);
      const late = setTimeout(() => abort.abort(), GIVE_UP_MS);
      try {
        const answer = await this.request(path, body, abort.signal);
        waiting.remove();
        done(answer);
      } catch (failure) {
        waiting.remove();
        this.failed(failure, () => this.ask(path, body, done));
      } finally {
        clearTimeout(slow);
        clearTimeout(late);
        this.asking = false;
      }
    }

    async request(path, body, signal) {
      const response = await fetch(`${server}/webhooks/chat${path}`, {
        method: 'POST', signal, body: JSON.stringify(body), cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer',
        headers: { 'Content-Type': server === location.origin ? 'application/json' : 'text/plain', ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}) },
      });
      if (response.status === 401) throw { over: true };
      const found = await response.json();
      if (!response.ok) throw { message: found.message };
      if (!found.messages || !found.messages.length) throw {};
      return found;
    }

    failed(failure, retry) {
      if (failure && failure.over) {
        this.over();
        return;
      }
      const card = el('div', { class: 'failed', role: 'alert' }, el('p', {}, this.words.down),
        el('div', { class: 'ways' }, ...LINES[this.language].map((line) => this.link(line.way))),
        el('button', { type: 'button', on: { click: () => { card.remove(); retry(); this.input.focus(); } } }, this.words.again));
      this.log.append(card);
      this.toEnd();
    }

    over() {
      this.token = null;
      this.log.append(el('p', { class: 'device' }, this.words.over));
      this.form.replaceChildren(el('button', { class: 'send', type: 'button', on: { click: () => this.restart() } }, this.words.restart));
      this.toEnd();
    }

    restart() {
      this.forget();
      this.openPanel();
    }

    switchLanguage() {
      this.language = this.language === 'en' ? 'es' : 'en';
      this.restart();
    }

    // Leaving -----------------------------------------------------------------------------

    // Ends the session on the server and empties this page of everything that was said.
    forget() {
      if (this.abort) this.abort.abort();
      if (this.token) {
        fetch(`${server}/webhooks/chat/session`, { method: 'DELETE', keepalive: true, credentials: 'omit', headers: { Authorization: `Bearer ${this.token}` } }).catch(() => {});
      }
      this.token = null;
      if (this.panel) this.panel.remove();
      this.panel = null;
      if (this.button) this.button.hidden = false;
    }

    leave() {
      this.forget();
      document.documentElement.replaceChildren(el('head'), el('body'));
      document.title = 'Weather';
      location.replace(this.exitTo);
    }

    watchExit() {
      let presses = 0;
      let timer;
      addEventListener('keyup', (event) => {
        if (event.key !== 'Shift') {
          presses = 0;
          return;
        }
        presses += 1;
        clearTimeout(timer);
        timer = setTimeout(() => { presses = 0; }, EXIT_WINDOW_MS);
        if (presses >= 3) this.leave();
      }, true);
      addEventListener('pagehide', () => this.forget());
      addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
    }
  }

  const begin = () => {
    if (!customElements.get(TAG)) customElements.define(TAG, HelpChat);
    if (!document.querySelector(TAG)) document.body.append(document.createElement(TAG));
  };
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);
})();
