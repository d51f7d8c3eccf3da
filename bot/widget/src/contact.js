// The ways to a person: links, and what they do on a computer.

import { el, is, safeLink } from './dom.js';

// On a computer a tel: link opens a prompt of the system that swallows the clicks after it, those on Leave now too.
// So there the number is copied and said to be for a phone.
const onComputer = (event, label, words) => {
  if (!is('(hover:hover) and (pointer:fine)')) return;
  event.preventDefault();
  const link = event.currentTarget;
  const note = link.parentNode.querySelector('.note') || el('p', { class: 'note', role: 'status' });
  const say = (how) => { note.textContent = `${how} ${label}`; };
  link.parentNode.append(note);
  const number = decodeURIComponent(link.getAttribute('href')).replace(/^\w+:|\?.*/g, '');
  const copied = navigator.clipboard ? navigator.clipboard.writeText(number) : Promise.reject();
  copied.then(() => say(words.on_a_phone), () => say(words.by_hand));
};

export const way = ({ label, href }, words) => {
  const link = safeLink(String(href));
  if (!link) return null;
  const text = String(label || link);
  if (link.startsWith('https:')) return el('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, text);
  return el('a', { href: link, on: { click: (event) => onComputer(event, text, words) } }, text);
};

export const card = ({ name, ways }, words) =>
  el('div', { class: 'service' }, el('strong', {}, name), el('div', { class: 'ways' }, ...ways.map((found) => way(found, words))));
