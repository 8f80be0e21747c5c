import '@xyflow/react/dist/base.css';
import { useComputedColorScheme } from '@mantine/core';
import { Background, Controls, MiniMap, ReactFlow, type ReactFlowProps } from '@xyflow/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { BranchLine } from './BranchLine';
import type { BranchEdge, StepNode } from './flow';
import { StepCard } from './StepCard';
import classes from './canvas.module.css';

const NODE_TYPES = { step: StepCard };
const EDGE_TYPES = { branch: BranchLine };
const FIT = { padding: 0.15, maxZoom: 1 };
/** A map is a help when there is something to get lost in. */
const MAPPED = 12;

/** The canvas that builder and executions share: only what is in sight is drawn. */
export function Canvas({ children, ...props }: ReactFlowProps<StepNode, BranchEdge>) {
  const { t } = useTranslation('canvas');
  const scheme = useComputedColorScheme('light');
  const labels = useMemo(
    () => ({
      'node.a11yDescription.default': t('labels.node'),
      'node.a11yDescription.keyboardDisabled': t('labels.node'),
      'edge.a11yDescription.default': t('labels.edge'),
      'controls.ariaLabel': t('labels.controls'),
      'controls.zoomIn.ariaLabel': t('labels.zoomIn'),
      'controls.zoomOut.ariaLabel': t('labels.zoomOut'),
      'controls.fitView.ariaLabel': t('labels.fit'),
      'minimap.ariaLabel': t('labels.map'),
      'handle.ariaLabel': t('labels.handle'),
    }),
    [t],
  );
  return (
    <div className={classes.frame}>
      <ReactFlow<StepNode, BranchEdge>
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        onlyRenderVisibleElements
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={1.6}
        ariaLabelConfig={labels}
        {...props}
      >
        <Background gap={20} />
        <Controls showInteractive={false} fitViewOptions={FIT} />
        {(props.nodes?.length ?? 0) >= MAPPED && <MiniMap pannable zoomable />}
        {children}
      </ReactFlow>
    </div>
  );
}
