// Runs modules one after the other and prints what each noted, as JSON: node run.mjs FILE… A file `*.page.json` lists scripts that
// a page loads, beside those of the pages before it.
import { install } from './globals.js';
import { loadPage } from './page.js';

const harness = install(globalThis);
// Functions are spelled otherwise in a bundle.
Function.prototype.toString = () => 'function';
let rejected;
process.on('unhandledRejection', (error) => (rejected = error));
process.on('warning', () => {});

const results = [];
for (const file of process.argv.slice(2)) {
  harness.reset();
  rejected = undefined;
  let failure;
  try {
    await (file.endsWith('.page.json') ? loadPage(file) : import(file));
  } catch (error) {
    failure = error;
  }
  // Whoever awaits something at the top of a script goes on after the script.
  await new Promise((resolve) => setTimeout(resolve, 3));
  failure ??= rejected;
  if (failure) harness.note('failed', failure.name);
  const notes = await harness.finish();
  results.push({ notes: [...notes], problem: failure && `${failure.name}: ${failure.message}`, sawDeadZone: harness.sawDeadZone });
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
