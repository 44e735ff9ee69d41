import { open } from 'lmdb';

/** Changes one stored text behind the journal's back. */
export const tamper = async (
  dir: string,
  table: string,
  edit: { key: string | number; change: (text: string) => string },
) => {
  const root = open<string, string>({ path: dir, encoding: 'string', maxDbs: 8 });
  const rows = root.openDB<string, string | number>({ name: table, encoding: 'string' });
  rows.transactionSync(() => {
    const before = rows.get(edit.key) ?? '';
    const after = edit.change(before);
    if (after === '') rows.removeSync(edit.key);
    else rows.putSync(edit.key, after);
  });
  await root.close();
};
