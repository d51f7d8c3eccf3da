// Bundles and minifies src into one classic script. The words and contacts are put in afterwards, by bot/widget/build.py.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const STYLE_TARGET = ['chrome90', 'firefox98', 'safari14'];
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

// The custom properties of the style sheet under names of one letter, but for those that the script sets.
const shortened = (css) => {
  const names = [...new Set(css.match(/--[a-z]+(-[a-z]+)?\b(?=:)/g))];
  return css.replace(/--[a-z-]{2,}/g, (name) => `--${String.fromCharCode(65 + names.indexOf(name))}`).replace(/(--.): /g, '$1:');
};

// The style sheet as a string, itself minified.
const styles = {
  name: 'styles',
  setup: ({ onLoad }) => onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
    const { code } = await transform(await readFile(file, 'utf8'), { loader: 'css', minify: true, target: STYLE_TARGET });
    return { contents: shortened(code.trim()), loader: 'text' };
  }),
};

const { outputFiles } = await build({
  entryPoints: [path('src/element.js')], bundle: true, minify: true, format: 'iife', target: 'es2019', charset: 'utf8',
  legalComments: 'none', write: false, plugins: [styles],
});
process.stdout.write(outputFiles[0].text);
