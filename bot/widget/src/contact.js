// The ways to a person: links, and what they do on a computer.

import { el, is, isSafe, written } from './dom.js';

// On a computer a tel: link opens a prompt of the system that swallows the clicks after it, those on Leave now too.
// So there the number is copied and said to be for a phone.
const onComputer = (event, label, words) => {
  if (!is('(hover:hover) and (pointer:fine)')) return;
  event.preventDefault();
  const link = event.currentTarget;
  const note = link.parentNode.querySelector('.note') || el('p', { class: 'note', role: 'status' });
  const say = (how) => { note.textContent = `${how} ${label}`; };
  link.parentNode.append(note);
  const copied = async () => navigator.clipboard.writeText(link.pathname);
  copied().then(() => say(words.on_a_phone), () => say(words.by_hand));
};

export const way = ({ label, href }, words) => {
  if (!isSafe(href)) return null;
  return el('a', /^h/.test(href) ? { href, target: '_blank', rel: 'noreferrer' } : { href, on: { click: (event) => onComputer(event, label, words) } }, label || href);
};

export const card = ({ name, ways }, words, lang) =>
  el('div', { class: 'service', ...written(lang) }, el('strong', {}, el('bdi', {}, name)), el('div', { class: 'ways' }, ...ways.map((found) => way(found, words))));
