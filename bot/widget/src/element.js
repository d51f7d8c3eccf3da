// The tag <help-chat> on a page: its settings, its style, and its coming and going.

import CSS from './chat.css';
import { chat } from './chat.js';
import { el, isSafe } from './dom.js';

const TAG = 'help-chat';
const EXIT = 'https://www.weather.gov/';
// Classes and attributes by which tools that record a visit leave a part of a page out.
const UNRECORDED = {
  class: 'rr-block ph-no-capture fs-exclude sentry-block', 'data-hj-suppress': '', 'data-clarity-mask': 'true', 'data-private': '',
};

// An optimizer that moves or inlines the script takes currentScript away.
const script = document.currentScript || document.querySelector('script[src*="/widget."]') || {};

// What the tag and the script ask for; what cannot be followed is left out rather than followed halfway.
const settingsOf = (data) => {
  const { lang, exit, mode, server, schoolName: name, schoolContact: href } = { ...script.dataset, ...data };
  const wanted = lang && lang !== 'auto' ? lang : document.documentElement.lang || navigator.language;
  return {
    lang: /^es/i.test(wanted) ? 'es' : 'en',
    exit: /^https:/.test(exit) && isSafe(exit) ? exit : EXIT,
    mode: /^(inline|page)$/.test(mode) ? mode : 'float',
    server: new URL(server || script.src || '', location.origin).origin,
    school: name && isSafe(href) ? [{ name, ways: [{ href, label: name }] }] : [],
  };
};

// A constructed style sheet is the one kind that a strict content security policy lets through.
const dress = (root) => {
  if ('replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } else root.append(el('style', { nonce: script.nonce }, CSS));
};

class HelpChat extends HTMLElement {
  connectedCallback() {
    try {
      if (!this.chat) {
        for (const [name, value] of Object.entries(UNRECORDED)) this.setAttribute(name, value);
        dress(this.attachShadow({ mode: 'open' }));
        this.chat = chat(this, settingsOf(this.dataset));
      }
      this.chat.come();
    } catch (broken) {
      // Whatever went wrong, the links that the page's author put inside the tag are shown.
      if (this.shadowRoot) this.shadowRoot.replaceChildren(el('slot'));
    }
  }

  disconnectedCallback() {
    if (this.chat) this.chat.go();
  }
}

const begin = () => {
  if (!customElements.get(TAG)) customElements.define(TAG, HelpChat);
  if (!document.querySelector(TAG)) document.body.append(el(TAG));
};
// The help page shows its people first: on an old phone the chat takes a quarter of a second to come.
if (document.querySelector(`${TAG}[data-mode=page]`)) requestAnimationFrame(() => setTimeout(begin));
else if (document.body) begin();
else addEventListener('DOMContentLoaded', begin);
