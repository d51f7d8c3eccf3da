// Words, people who answer and the opening, of data/ and words.yml. scripts/build_widget puts them in here, so that
// help shows when the server is gone.
// By language: words, people, opening, taps.
export const COMPILED = JSON.parse('__COMPILED__');
