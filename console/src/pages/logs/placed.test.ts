import { describe, expect, it } from 'vitest';
import { type Execution, placed } from './placed';

const run = (id: string, status: string) => ({ _id: id, status }) as Execution;
const list = (...docs: Execution[]) => ({ docs, totalDocs: docs.length, total_is_exact: true });

describe('a list that follows', () => {
  it('shows a new execution first and a changed one in its place', () => {
    const begun = placed(list(run('1', 'COMPLETED')), run('2', 'RUNNING'), undefined);
    expect(begun.docs.map((one) => one._id)).toEqual(['2', '1']);
    expect(begun.totalDocs).toBe(2);
    const over = placed(begun, run('2', 'COMPLETED'), undefined);
    expect(over.docs.map((one) => one.status)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(over.totalDocs).toBe(2);
  });

  it('takes away what no longer has the status that is wanted', () => {
    expect(placed(list(run('1', 'WAITING')), run('1', 'COMPLETED'), 'WAITING,QUEUED').docs).toEqual([]);
    expect(placed(list(), run('1', 'COMPLETED'), 'WAITING').docs).toEqual([]);
  });

  it('keeps its length, and leaves out what is older than it reaches', () => {
    const full = list(...Array.from({ length: 25 }, (_, index) => run(String(90 - index), 'COMPLETED')));
    expect(placed(full, run('95', 'RUNNING'), undefined).docs).toHaveLength(25);
    expect(placed(full, run('10', 'COMPLETED'), undefined)).toBe(full);
  });
});
