import type { components } from '../../api/schema';

export type Execution = components['schemas']['Execution'];

export interface ExecutionList {
  docs: Execution[];
  totalDocs: number;
  total_is_exact?: boolean;
  next_cursor?: string | null;
  searched_until?: string | null;
}

export const SIZE = 25;

/** Puts an execution where it belongs: changed in place, new ones first, and away with what no longer fits. */
export function placed(list: ExecutionList, run: Execution, status: string | undefined): ExecutionList {
  const fits = !status || status.split(',').includes(run.status);
  const at = list.docs.findIndex((other) => other._id === run._id);
  if (at >= 0) {
    const docs = fits
      ? list.docs.map((other, index) => (index === at ? { ...other, ...run } : other))
      : list.docs.filter((_other, index) => index !== at);
    return { ...list, docs };
  }
  const oldest = list.docs[list.docs.length - 1];
  const isOlder = oldest !== undefined && list.docs.length >= SIZE && run._id < oldest._id;
  if (!fits || isOlder) return list;
  const docs = [run, ...list.docs].sort((one, other) => (one._id < other._id ? 1 : -1)).slice(0, SIZE);
  return { ...list, docs, totalDocs: list.total_is_exact === false ? list.totalDocs : list.totalDocs + 1 };
}
