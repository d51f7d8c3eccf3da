// The rules of a topic as a picture, with the path of the chat lit, and which rules no scenario walks.
import { api, button, drawing, guarded, h, labelled, replace, say, select, table, words } from './dom.js'
import { playAll, scenarios, store } from './store.js'

export const title = 'Flow'
export const heading = 'The flow map'
export const loads = 'the rules'

let map, coverage, path

export async function render(root, asked) {
  const { rules } = await api('coverage')
  const topics = [...new Set(rules.map((r) => r.topic))]
  const taken = store.chat.turns.map((t) => t.heard.rule).filter(Boolean)
  const first = asked || taken.at(-1)?.topic || 'threat_money'
  map = h('div.map', { tabindex: 0, role: 'region', 'aria-label': 'The map' })
  path = h('div')
  coverage = h('div')
  const progress = h('progress', { max: 1, value: 0, 'aria-label': 'Scenarios played' })
  replace(root,
    h('div.bar', {}, labelled('Topic', select([{ value: '*', label: 'everything' }, ...topics.map((t) => ({ value: t, label: words(t) }))], first, (t) => draw(t))),
      h('span.legend', {}, h('span.lit', {}, 'taken in your chat'), ' ', h('span.never', {}, 'walked by no scenario'))),
    path, map, h('h2', {}, 'Coverage'), h('p.bar', {}, button('Play every scenario', () => playEach(progress)), progress), coverage)
  replace(path, taken.length ? [h('h2', {}, 'Your chat took'), h('ol.path', {}, taken.map((r) => h('li', {}, button(r.title, () => draw(r.topic)), ' ', h('code', {}, r.place))))]
    : h('p.hint', {}, 'Hold a chat and its path lights up here.'))
  await draw(first)
  await drawCoverage()
}

const draw = guarded(async (topic) => {
  map.classList.toggle('whole', topic === '*')
  const picture = await drawing('flow', { topic: topic === '*' ? '' : topic })
  replace(map, picture)
  await light(picture)
})

async function light(picture) {
  const order = new Map()
  store.chat.turns.forEach((t, i) => { if (t.heard.rule) order.set(t.heard.rule.id, [...(order.get(t.heard.rule.id) ?? []), i + 1]) })
  const { rules, played, of } = await api('coverage')
  const walked = new Map(rules.map((r) => [r.id, r.walked]))
  for (const rule of picture.querySelectorAll('[data-rule]')) {
    const turns = order.get(rule.dataset.rule)
    rule.classList.toggle('lit', Boolean(turns))
    rule.classList.toggle('never', played >= of && walked.get(rule.dataset.rule) === 0)
    if (turns) {
      const title = document.createElementNS('http://www.w3.org/2000/svg', 'title')
      title.textContent = `taken in turn ${turns.join(', ')}`
      rule.prepend(title)
    }
  }
  picture.querySelector('.lit')?.scrollIntoView({ block: 'nearest' })
}

const playEach = guarded(async (progress) => {
  const all = await scenarios()
  progress.max = all.length
  await playAll(all, (done) => { progress.value = done })
  say('Every scenario was played.')
  await drawCoverage()
  await light(map.firstElementChild)
})

async function drawCoverage() {
  const { rules, played, of } = await api('coverage')
  if (!played) { replace(coverage, h('p.hint', {}, 'Nothing was played yet in this session.')); return }
  const never = rules.filter((r) => r.walked === 0)
  replace(coverage, h('p', {}, `${rules.length - never.length} of ${rules.length} rules are walked by the ${played} of ${of} scenarios played.`),
    never.length > 0 && table('Rules that none of them walks', ['rule', 'topic', 'where'], never.map((r) => [r.title, button(words(r.topic), () => draw(r.topic)), h('code', {}, r.place)])))
}
