import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchEdge } from './flow';
import classes from './canvas.module.css';

/** The way from one node to the next; from a rule, with the word of the exit. */
export const BranchLine = memo(function BranchLine(props: EdgeProps<BranchEdge>) {
  const { t } = useTranslation('canvas');
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, markerEnd, selected, id } = props;
  const [path, labelX, labelY] = getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, borderRadius: 12 });
  const exit = data?.exit;
  return (
    <>
      <BaseEdge id={id} path={path} markerEnd={markerEnd} className={selected ? `${classes.line} ${classes.chosen}` : classes.line} />
      {exit && (
        <EdgeLabelRenderer>
          <span
            className={classes.exit}
            data-exit={exit}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
          >
            {t(`exits.${exit}`)}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
