// What this tab knows, in memory only: gone with the tab.
import { api } from './dom.js'

export const store = {
  about: null,
  chat: { id: '', lang: 'en', turns: [], opening: [], ended: false, selected: -1 },
  flags: [],
  scenarios: null,
  results: new Map(),
  edits: new Map(),
  tried: { problems: [], patch: '', files: {}, texts: {} },
  content: null,
  signed: [],
}

export const idOf = (dialogue) => `${dialogue.file}/${dialogue.id}`

/** Asks once, also while the answer is on its way; asks again after a failure. */
const once = (name) => () => {
  store[name] ??= api(name).catch((error) => {
    store[name] = null
    throw error
  })
  return store[name]
}

export const scenarios = once('scenarios')
export const content = once('content')

/** Plays dialogues one after the other; `tell` gets (done, all). Stops when `signal` says so. */
export async function playAll(dialogues, tell, signal) {
  let done = 0
  for (const dialogue of dialogues) {
    if (signal?.aborted) break
    store.results.set(idOf(dialogue), await api('scenarios/play', { file: dialogue.file, id: dialogue.id }))
    tell(++done, dialogues.length)
  }
  return done
}

let asked = 0
let last = Promise.resolve()

/** Tries all edits at once, so that checks, patch and chat are always of the same content; an older try never comes after a newer. */
export function tryEdits() {
  const mine = ++asked
  last = last.catch(() => {}).then(async () => {
    if (mine === asked) store.tried = await api('content/try', { edits: [...store.edits.values()] })
    return store.tried
  })
  return last
}

export const editKey = (file, path) => `${file} ${path.join('.')}`

export function setEdit(file, path, value, original) {
  const key = editKey(file, path)
  if (JSON.stringify(value) === JSON.stringify(original)) store.edits.delete(key)
  else store.edits.set(key, { file, path, value })
}
