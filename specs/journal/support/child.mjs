// A process that owns a journal, to be killed by a spec. Runs the build: `node child.mjs MODE DIR [DURABILITY]`.
import { writeSync } from 'node:fs';
import { openJournal } from '../../../dist/journal/lmdb.adapter.js';

const [mode, dir, durability = 'power-safe'] = process.argv.slice(2);
const say = (line) => writeSync(1, `${line}\n`);

const batchAfter = (journal) => {
  const inputSeq = journal.lastInputSeq + 1;
  const facts = Array.from({ length: 1 + (inputSeq % 4) }, (_, index) => ({
    atMs: inputSeq,
    type: 'route.refused',
    cause: inputSeq,
    actor: 'position/BTC',
    body: { inputSeq, index, filler: 'x'.repeat((inputSeq * 37) % 900) },
  }));
  const snapshot = { actor: 'position/BTC', machineVersion: 1, snapshot: { inputSeq } };
  return { inputSeq, facts, snapshots: [snapshot], intents: [], ledger: { 'wallet alpha USDT': String(inputSeq) } };
};

try {
  const journal = openJournal({ dir, durability });
  say(`open ${journal.lastSeq}`);
  if (mode === 'hold') setInterval(() => {}, 1000);
  if (mode === 'commit')
    for (;;) {
      journal.commit(batchAfter(journal));
      say(`acknowledged ${journal.lastSeq} ${journal.lastInputSeq} ${journal.headHash}`);
    }
  if (mode === 'prune' || mode === 'prune-and-die')
    for (let cuts = 0; ; cuts += 1) {
      while (journal.lastSeq < (journal.anchor?.seq ?? 0) + 40) journal.commit(batchAfter(journal));
      const throughSeq = (journal.anchor?.seq ?? 0) + 7;
      const opening = {
        // read while the anchor is written, in the middle of the removal
        get through() {
          if (mode === 'prune-and-die' && cuts === 3) process.kill(process.pid, 'SIGKILL');
          return throughSeq;
        },
      };
      journal.prune({ throughSeq, prunedAtMs: 1e9 + throughSeq, opening });
      say(`pruned ${throughSeq}`);
    }
} catch (error) {
  say(`error ${error.code} ${error.message}`);
  process.exitCode = error.exitCode ?? 1;
}
