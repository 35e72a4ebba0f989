// Looks at pages in a real browser: no request leaves, axe-core finds nothing, the keyboard reaches all, the print has its pages.
//
// Run by look_at_pages.py: node look.mjs FOLDER CHROMIUM PAGES.json; FOLDER has node_modules with what package.json names.
// PAGES.json is a list of {file, pages}; pages = how many a print may have, null = any number.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [folder, chromium, listed] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(folder), 'index.js'));
const puppeteer = (await import(pathToFileURL(require.resolve('puppeteer-core')))).default;
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const browser = await puppeteer.launch({executablePath: chromium, args: ['--no-sandbox']});
let faults = 0;

function report(file, what) {
  faults += 1;
  console.log(`${path.basename(file)}: ${what}`);
}

async function findViolations(page) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return violations.map(one => `${one.id}: ${one.help} (${one.nodes.map(node => node.target).join(', ')})`);
}

// Every link, control and region that scrolls is reached by Tab, once around.
async function findUnreached(page) {
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, input, textarea, select, summary, [tabindex="0"]')];
    const shown = all.filter(one => one.checkVisibility());
    shown.forEach((one, index) => { one.dataset.wanted = index; });
    return shown.length;
  });
  const reached = new Set();
  await page.evaluate(() => document.activeElement?.blur());
  for (let step = 0; step < wanted + 2; step += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.dataset?.wanted));
  }
  reached.delete(undefined);
  return wanted - reached.size;
}

for (const {file, pages} of JSON.parse(fs.readFileSync(listed, 'utf8'))) {
  const page = await browser.newPage();
  const address = pathToFileURL(file).href;
  page.on('request', request => {
    if (request.url() !== address && !request.url().startsWith('data:')) report(file, `asks for ${request.url()}`);
  });
  page.on('pageerror', error => report(file, `script fails: ${error.message}`));
  await page.goto(address);
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
    for (const width of [1200, 400]) {
      await page.setViewport({width, height: 900});
      for (const violation of await findViolations(page)) report(file, `${scheme}, ${width} px: ${violation}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) report(file, `${width} px: ${over} px wider than the window`);
    }
  }
  const unreached = await findUnreached(page);
  if (unreached) report(file, `${unreached} things are not reached by the keyboard`);
  const print = Buffer.from(await page.pdf({format: 'A4', preferCSSPageSize: true})).toString('latin1');
  const printed = (print.match(/\/Type\s*\/Page\b/g) ?? []).length;
  if (pages !== null && printed > pages) report(file, `prints to ${printed} pages, not ${pages}`);
  console.log(`${path.basename(file)}: looked at, ${printed} pages in print`);
  await page.close();
}
await browser.close();
console.log(faults ? `${faults} faults` : 'no fault');
process.exit(faults ? 1 : 0);
