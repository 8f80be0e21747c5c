import {
  IconArrowsSplit2, IconClockPause, IconFlag, IconListDetails, IconMathFunction, IconMessageReply, IconPlugConnected,
  IconTransform, IconWorldWww, type Icon,
} from '@tabler/icons-react';
import type { NodeType } from './workflow';

/** How a type of node looks; its name is in the bundle `canvas` under `types`. */
export const KINDS: Record<NodeType, { icon: Icon; color: string }> = {
  start: { icon: IconFlag, color: 'teal' },
  action: { icon: IconPlugConnected, color: 'indigo' },
  http: { icon: IconWorldWww, color: 'blue' },
  rule: { icon: IconArrowsSplit2, color: 'orange' },
  transform: { icon: IconMathFunction, color: 'grape' },
  data_mapper: { icon: IconTransform, color: 'violet' },
  delay: { icon: IconClockPause, color: 'yellow' },
  log: { icon: IconListDetails, color: 'gray' },
  response: { icon: IconMessageReply, color: 'cyan' },
};

export function kindOf(type: string): { icon: Icon; color: string } {
  return KINDS[type as NodeType] ?? { icon: IconListDetails, color: 'gray' };
}
