// A conversation as the phone shows it.
import { button, h } from './dom.js'

const card = (service) => h('div.card', {}, h('strong', {}, service.name),
  h('div.ways', {}, service.ways.map((way) =>
    h('a', { href: /^(tel:|sms:|https:)/.test(way.href) ? way.href : '#', rel: 'noreferrer', target: '_blank' }, way.label))))

/** One bubble of the contract's message; `choose` gets a button's id and title, and none means they are past. */
export const bubble = (message, choose, chosen) => [
  h('p.said', { lang: message.lang }, message.text),
  message.services.map(card),
  message.buttons.length > 0 && h('div.choices', {}, message.buttons.map((b) =>
    button(b.title, () => choose?.(b.id, b.title), { disabled: !choose, 'aria-pressed': chosen === b.title ? 'true' : undefined }))),
]

export const own = (text) => h('p.said.own', {}, text)
