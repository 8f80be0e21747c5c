import { Anchor, Text, Timeline } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema';
import { TimeText } from '../../ui/TimeText';

type Sentence = NonNullable<components['schemas']['Execution']['story']>[number];

const LOOKS: Record<Sentence['level'], { color: string; icon: Icon }> = {
  info: { color: 'gray', icon: IconInfoCircle },
  success: { color: 'teal', icon: IconCheck },
  warning: { color: 'yellow', icon: IconAlertTriangle },
  error: { color: 'red', icon: IconAlertTriangle },
};

/** What happened, in the server's sentences. */
export function Story({ sentences, onNode }: { sentences: Sentence[]; onNode: (node: string) => void }) {
  const { t } = useTranslation('logs');
  return (
    <Timeline active={sentences.length} bulletSize={22} lineWidth={2}>
      {sentences.map((sentence, index) => {
        const { color, icon: LevelIcon } = LOOKS[sentence.level];
        const node = sentence.node_id;
        return (
          <Timeline.Item key={index} color={color} bullet={<LevelIcon size={13} aria-hidden />}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <span className="visually-hidden">{t(`level.${sentence.level}`)}: </span>
              {sentence.text}{' '}
              {node && <Anchor size="sm" component="button" type="button" onClick={() => onNode(node)}>{t('execution.showNode')}</Anchor>}
            </Text>
            {sentence.at && <TimeText value={sentence.at} size="xs" c="dimmed" />}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
