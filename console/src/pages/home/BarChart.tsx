import { Box, Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './BarChart.module.css';
import { number } from './figures';

export interface Series {
  name: string;
  tone: 'good' | 'bad' | 'open' | 'calm';
  values: number[];
}

interface Props {
  title: string;
  names: string[];
  series: Series[];
}

const HEIGHT = 120;
const WIDTH = 480;

/** Stacked bars over time. The picture is for eyes; the same numbers stand in a table that everybody can open. */
export function BarChart({ title, names, series }: Props) {
  const { t } = useTranslation('home');
  const totals = names.map((_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0));
  const most = Math.max(1, ...totals);
  const width = WIDTH / names.length;
  return (
    <Box>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={classes.chart} preserveAspectRatio="none" aria-hidden>
        <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className={classes.axis} />
        {names.map((name, index) => (
          <g key={name + index}>
            <title>{`${name}: ${series.map((one) => `${one.name} ${number(one.values[index] ?? 0)}`).join(', ')}`}</title>
            <rect x={index * width} y={0} width={width} height={HEIGHT} className={classes.ground} />
            {stack(series, index, most).map((part) => (
              <rect key={part.tone} x={index * width + width * 0.12} width={width * 0.76} y={part.y} height={part.height} className={classes[part.tone]} />
            ))}
          </g>
        ))}
      </svg>
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">{names[0]}</Text>
        <Text size="xs" c="dimmed">{names[names.length - 1]}</Text>
      </Group>
      <Group gap="md" mt="xs">
        {series.map((one) => (
          <Group key={one.name} gap={6}>
            <Box className={`${classes[one.tone]} ${classes.key}`} aria-hidden />
            <Text size="xs">{one.name}</Text>
          </Group>
        ))}
        <Text size="xs" c="dimmed">{t('most', { most: number(most) })}</Text>
      </Group>
      <details className={classes.details}>
        <summary>{t('asTable', { title })}</summary>
        <Table.ScrollContainer minWidth={260} mah={260} type="native" tabIndex={0} role="region" aria-label={title}>
          <Table fz="xs">
            <Table.Caption className="visually-hidden">{title}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('from')}</Table.Th>
                {series.map((one) => <Table.Th key={one.name} scope="col" ta="right">{one.name}</Table.Th>)}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {names.map((name, index) => (
                <Table.Tr key={name + index}>
                  <Table.Th scope="row" fw={400}>{name}</Table.Th>
                  {series.map((one) => <Table.Td key={one.name} ta="right">{number(one.values[index] ?? 0)}</Table.Td>)}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </details>
    </Box>
  );
}

function stack(series: Series[], index: number, most: number) {
  let top = HEIGHT;
  return series.map((one) => {
    const value = one.values[index] ?? 0;
    // What there is can be seen, however little it is beside the rest.
    const height = value === 0 ? 0 : Math.max(2, (value / most) * (HEIGHT - 6));
    top -= height;
    return { tone: one.tone, y: top, height };
  });
}
