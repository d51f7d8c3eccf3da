// The report that a clinical lead signs.
import { api, button, download, guarded, h, labelled, primary, replace, say } from './dom.js'
import { playAll, scenarios, store } from './store.js'

export const title = 'Sign-off'
export const heading = 'The sign-off report'
export const loads = 'the scenarios'

const measured = { done: 0, of: 0 }
const named = { signer: '' }

export async function render(root) {
  const all = await scenarios()
  const status = h('ul.todo')
  const draw = () => {
    const passed = [...store.results.values()].filter((r) => r.passed).length
    replace(status,
      h('li', {}, `Version ${store.about.version}, content digest `, h('code', {}, store.about.digest), '.'),
      h('li', {}, `Scenarios played in this session: ${store.results.size} of ${all.length}; ${passed} pass.`),
      h('li', {}, `Recognition measured: ${measured.done} of ${measured.of || 'all'} messages.`),
      h('li', {}, `Texts signed by nobody yet: ${store.about.unsigned} of ${store.about.texts}.`),
      h('li', {}, `Open flags: ${store.about.flags.length} in docs/reviews, ${store.flags.length} made in this session.`))
  }
  const bar = (label) => h('progress', { max: 1, value: 0, 'aria-label': label })
  const plays = bar('Scenarios played'), hears = bar('Messages measured')
  const play = guarded(async () => {
    plays.max = all.length
    await playAll(all, (done) => { plays.value = done; draw() })
    say('Every scenario was played.')
  })
  const measure = guarded(async () => {
    measured.done = 0
    do {
      Object.assign(measured, await api('recognize', { start: measured.done }))
      hears.max = measured.of
      hears.value = measured.done
      draw()
    } while (measured.done < measured.of)
    say('Recognition was measured.')
  })
  const make = guarded(async () => {
    const { html } = await api('report', { flags: store.flags, signer: named.signer })
    download('handrail-sign-off.html', html, 'text/html')
  })
  replace(root, h('p.hint', {}, 'One page with everything a clinical lead needs before a school relies on this: what was played, what was heard, how old each fact is, what is still open.'), status,
    h('ol.steps', {}, h('li', {}, button('Play every scenario', play), plays), h('li', {}, button('Measure recognition', measure), hears),
      h('li', {}, labelled('Name and role of who will sign', h('input', { value: named.signer, autocomplete: 'off', oninput: (e) => { named.signer = e.target.value } }))),
      h('li', {}, primary('Download the report', make))),
    h('p', {}, 'Open the downloaded page and print it. The same report comes from ', h('code', {}, 'handrail rehearse tests/scenarios/*.yml --report out.html'), '.'))
  draw()
}
