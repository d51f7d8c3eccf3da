// One state of the widget, named in the address: /gallery/one?lang=es#failed.float. The server here is a pretended one.

import { STATES } from './gallery_states.js';

const WORDS = {
  en: { short: 'i dont feel safe here', long: 'i dont know how to start. it began as a chat about a game and now they have something of mine and they keep counting down' },
  es: { short: 'no me siento a salvo', long: 'no sé cómo empezar. fue un chat sobre un juego y ahora tienen algo mío y no paran de contar el tiempo' },
};
const SOON_MS = 30;
const SLOW_MS = 4000;

const [state, mode] = location.hash.slice(1).split('.');
const lang = document.documentElement.lang;
const [server, act] = STATES[state];
const realFetch = fetch;
const realTimeout = setTimeout;

const answer = (body, status = 200) => new Response(JSON.stringify(body), { status });
const pretended = {
  answer: async () => answer({ token: 'none', ended: false, messages: (await samples)[lang] }),
  foreign: async () => answer({ token: 'none', ended: false, messages: (await samples).ar }),
  end: async () => answer({ token: 'none', ended: true, messages: (await samples)[lang].slice(0, 1) }),
  refuse: async () => answer({ error: 'not_ready' }, 503),
  forget: async () => answer({ error: 'no_session' }, 401),
  hang: () => new Promise(() => {}),
};
const samples = realFetch('/widget/gallery_samples.json').then((found) => found.json());

window.fetch = (url, options) => (String(url).includes('/webhooks/') ? pretended[server]() : realFetch(url, options));
if (state === 'slow') window.setTimeout = (work, ms) => realTimeout(work, ms === SLOW_MS ? SOON_MS : ms);

const chat = document.createElement('help-chat');
chat.dataset.mode = mode;
chat.dataset.lang = lang;
document.querySelector('main').append(chat);
await customElements.whenDefined('help-chat');
const root = chat.shadowRoot;
if (mode === 'float' && state !== 'closed') root.querySelector('.launch').click();
await act(root, WORDS[lang]);
document.documentElement.dataset.shown = state;
