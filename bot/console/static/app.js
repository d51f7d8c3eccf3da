// The console: which view is open, and how a session begins and ends.
import { api, button, dropKey, guarded, h, replace, say, takeKey } from './dom.js'
import { store } from './store.js'
import * as chat from './chat.js'
import * as record from './record.js'
import * as rehearse from './rehearse.js'
import * as batch from './batch.js'
import * as desk from './desk.js'
import * as facts from './facts.js'
import * as flow from './flow.js'
import * as signoff from './signoff.js'

const VIEWS = { chat, record, rehearse, batch, content: desk, facts, flow, signoff }

function drawNav(current) {
  const nav = document.querySelector('nav')
  replace(nav, Object.entries(VIEWS).map(([name, view]) =>
    h('a', { href: `#${name}`, 'aria-current': name === current ? 'page' : undefined }, view.title)))
}

const show = guarded(async () => {
  const [asked, ...rest] = location.hash.slice(1).split('/')
  const name = asked in VIEWS ? asked : 'chat'
  const view = VIEWS[name]
  drawNav(name)
  document.title = `${view.title} · Handrail console`
  const main = document.getElementById('main')
  main.className = `view-${name}`
  const heading = h('h1', { tabindex: -1 }, view.heading)
  const what = view.loads ?? 'the page'
  const loading = h('p.hint', { role: 'status' }, `Loading ${what} …`)
  const body = h('div.view', {}, loading)
  replace(main, heading, body)
  say('')
  heading.focus()
  try {
    await view.render(body, decodeURIComponent(rest.join('/')))
  } catch (error) {
    if (!body.isConnected) return
    // A view that is drawn stays, with the fault in the status line; one that is not must not stay blank.
    if (!loading.isConnected) throw error
    replace(body, h('p.fail', { role: 'alert' }, `Could not load ${what}. ${error.message}`), button('Try again', show))
  }
})

async function leave() {
  try {
    await api('leave')
  } finally {
    dropKey()
    const main = document.getElementById('main')
    replace(main, h('h1', { tabindex: -1 }, 'The session has ended'),
      h('p', {}, 'Nothing of it was kept: no chat, no draft, no result. What you downloaded is where you saved it. '
        + 'The terminal that runs the console shows a link for a new session.'))
    replace(document.querySelector('nav'))
    document.getElementById('leave').hidden = true
    removeEventListener('hashchange', show)
    main.querySelector('h1').focus()
  }
}

const begin = async () => {
  if (!takeKey()) return
  try {
    store.about = await api('about')
  } catch (error) {
    dropKey()
    say(error.message, true)
    return
  }
  const end = document.getElementById('leave')
  end.hidden = false
  end.addEventListener('click', leave)
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault()
    document.getElementById('main').focus()
  })
  addEventListener('hashchange', show)
  await show()
}

begin()
