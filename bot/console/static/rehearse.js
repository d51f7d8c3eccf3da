// Scenarios: one step by step, or all of them, with the line that differed.
import { api, button, guarded, h, holds, labelled, primary, replace, say, select, words } from './dom.js'
import { own } from './bubbles.js'
import { expected, fault } from './expected.js'
import { explanation, flagDialog } from './chat.js'
import { idOf, playAll, scenarios, store } from './store.js'

export const title = 'Rehearse'
export const heading = 'Rehearse scenarios'
export const loads = 'the scenarios'

let stage, list, summary, stop
const show = { filter: '', state: 'all' }

export async function render(root, asked) {
  const all = await scenarios()
  summary = h('div.summary')
  list = h('ul.list')
  stage = h('section.stage', { 'aria-label': 'The scenario', tabindex: -1 }, h('p', {}, 'Choose a scenario, or play all of them.'))
  const progress = h('progress', { max: all.length, value: 0, 'aria-label': 'Scenarios played' })
  const go = primary('Play all', () => run(shown(all), progress, go))
  replace(root,
    h('div.bar', {}, go, progress, summary,
      labelled('Find', h('input', { type: 'search', value: show.filter, oninput: (e) => { show.filter = e.target.value; draw(all) } })),
      labelled('Show', select(['all', 'failed', 'passed', 'not played'], show.state, (v) => { show.state = v; draw(all) }))),
    h('div.two', {}, h('div.side', {}, list, tryOut()), stage))
  draw(all)
  const wanted = asked && all.find((d) => idOf(d) === asked)
  if (wanted) await open(wanted)
}

const stateOf = (d) => {
  const result = store.results.get(idOf(d))
  return !result ? 'not played' : result.passed ? 'passed' : 'failed'
}

const shown = (all) => all.filter((d) => holds(`${idOf(d)} ${d.title}`, show.filter)
  && (show.state === 'all' || show.state === stateOf(d)))

function draw(all) {
  replace(list, shown(all).map((d) => h('li', {}, button([mark(stateOf(d), d.open), ' ', d.title, h('small', {}, idOf(d))], () => open(d)))))
  tally(all)
}

function tally(all) {
  const states = all.map(stateOf)
  const passed = states.filter((s) => s === 'passed').length
  const failed = states.filter((s) => s === 'failed').length
  replace(summary, h('span.pass', {}, `${passed} pass`), ' · ', h('span.fail', {}, `${failed} fail`), ` · ${states.length} in all`)
}

const mark = (state, open) => h(`span.${{ passed: 'pass', failed: 'fail' }[state] ?? 'soft'}`, {},
  { passed: '✓ passes', failed: '✗ fails', 'not played': '○ not played' }[state], open ? ' (known fault)' : '')

const run = guarded(async (dialogues, progress, go) => {
  if (stop) {
    stop.abort()
    return
  }
  const everything = await scenarios()
  stop = new AbortController()
  go.textContent = 'Stop'
  progress.max = dialogues.length
  try {
    await playAll(dialogues, (done, all) => {
      progress.value = done
      tally(everything)
      say(done % 10 === 0 || done === all ? `${done} of ${all} played` : '')
    }, stop.signal)
  } finally {
    stop = null
    go.textContent = 'Play all'
    draw(await scenarios())
  }
})

const open = guarded(async (d) => {
  const result = await api('scenarios/play', { file: d.file, id: d.id })
  store.results.set(idOf(d), result)
  draw(await scenarios())
  walk(result)
})

/** Shows a played dialogue up to a step, and lets the counselor go on. */
function walk(result, upTo = 1) {
  const last = result.turns.length
  const to = (n) => () => { walk(result, n); stage.querySelector('h2').focus() }
  replace(stage, h('h2', { tabindex: -1 }, result.title),
    h('div.bar', {}, button('Step back', to(Math.max(1, upTo - 1)), { disabled: upTo <= 1 }),
      button('Next step', to(Math.min(last, upTo + 1)), { disabled: upTo >= last }),
      button('To the end', to(last), { disabled: upTo >= last }), h('span', {}, `step ${upTo} of ${last}`)),
    upTo >= last && outcome(result),
    result.turns.slice(0, upTo).map((turn, i) => step(result, turn, i, i === upTo - 1)))
}

function step(result, turn, i, current) {
  const failed = turn.failures.length > 0
  return h(`article.step${failed ? '.failed' : ''}`, {},
    own(turn.said), turn.texts.map((t) => h('p.said', { lang: result.lang }, t)),
    turn.services.length > 0 && h('p.source', {}, `Services: ${turn.services.map(words).join(', ')}`),
    Object.keys(turn.expect).length > 0 && h('p.source', {}, `Expected: ${expected(turn.expect)}`),
    failed ? turn.failures.map((f) => h('p.fail', {}, `✗ ${fault(f)}`))
      : Object.keys(turn.expect).length > 0 && h('p.pass', {}, '✓ holds'),
    h('p.after', {}, button('Flag this answer', () => flagDialog(turn.heard.said, result.lang, result.turns.slice(0, i + 1).map((t) => t.said)))),
    h('details', { open: false }, h('summary', {}, 'What it heard and why'), current || failed ? explanation(turn.heard, i) : explanation(turn.heard, i)))
}

/** One line for the whole dialogue: red or green, and what differed. */
export const outcome = (result) => result.passed
  ? h('p.outcome.pass', {}, '✓ passes: everything expected holds')
  : h('div.outcome.fail', {}, h('p', {}, '✗ fails', result.open ? ' (a known fault)' : ''), h('ul', {}, result.failures.map((f) => h('li', {}, fault(f)))))

function tryOut() {
  const text = h('textarea', { rows: 4, spellcheck: false })
  const load = h('input', { type: 'file', accept: '.yml,.yaml', onchange: async () => { text.value = await load.files[0].text() } })
  const play = guarded(async () => {
    const results = await api('scenarios/try', { yaml: text.value })
    walk(results[0], results[0].turns.length)
    say(`${results.filter((r) => r.passed).length} of ${results.length} pass.`, results.some((r) => !r.passed))
    if (results.length > 1) stage.prepend(...results.map((r) => h('p', {}, button(r.title, () => walk(r, r.turns.length)), ' ', outcome(r))))
  })
  return h('details.try', {}, h('summary', {}, 'Play a scenario that is not in the project'),
    labelled('A scenario file', load), labelled('or its text', text), button('Play it', play))
}
