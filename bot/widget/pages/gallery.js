// Lays out every state in both languages, at the size of a phone.

import { STATES } from './gallery_states.js';

const LANGUAGES = { en: 'English', es: 'Español' };

const el = (tag, props, ...children) => {
  const node = document.createElement(tag);
  Object.assign(node, props);
  node.append(...children);
  return node;
};

const frame = (state, lang) => el('figure', {}, el('figcaption', {}, `${state}, ${LANGUAGES[lang]}`),
  el('iframe', { src: `/gallery/one?lang=${lang}#${state}.float`, loading: 'lazy', title: `${state}, ${LANGUAGES[lang]}`, width: 360, height: 640 }));

const main = document.querySelector('main');
for (const state of Object.keys(STATES)) {
  main.append(el('h2', {}, state), el('div', { className: 'row' }, ...Object.keys(LANGUAGES).map((lang) => frame(state, lang))));
}
