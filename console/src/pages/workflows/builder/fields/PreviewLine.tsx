import { Code, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './fields.module.css';
import type { Preview } from './usePreview';

const LONGEST = 400;

/** What a field comes to, below it, and what is wrong with it. */
export function PreviewLine({ preview, id }: { preview: Preview | undefined; id: string }) {
  const { t } = useTranslation('workflows');
  if (!preview) return <div id={id} />;
  const problem = preview.problems[0];
  const text = typeof preview.value === 'string' ? preview.value : JSON.stringify(preview.value);
  return (
    <div id={id} data-testid="preview">
      {problem && <Text size="xs" className={problem.code === 'UNRESOLVED' ? classes.doubt : classes.wrong}>{problem.message}</Text>}
      {!problem && (
        <Text size="xs" c="dimmed" component="div" lineClamp={3}>
          {preview.type === 'nothing' ? (
            t('preview.nothing')
          ) : (
            <>
              {t('preview.is')} <Code fz="xs">{text.slice(0, LONGEST)}</Code> {t(`valueTypes.${preview.type}`, { defaultValue: preview.type })}
            </>
          )}
        </Text>
      )}
    </div>
  );
}
