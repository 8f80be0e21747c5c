import { ReactFlowProvider } from '@xyflow/react';
import { useMemo } from 'react';
import { Canvas } from './Canvas';
import { branchEdge, type NodeState, stepNode } from './flow';
import { places } from './layout';
import { useNodeName } from './names';
import type { Drawing } from './workflow';

interface Props {
  drawing: Drawing;
  /** By node id. */
  states?: Record<string, NodeState>;
  selected?: string | null;
  onSelect?: (node: string) => void;
}

/** A workflow to look at: of an execution, or a version. Fetch it with `lazy`: it brings the canvas with it. */
export default function WorkflowView({ drawing, states, selected, onSelect }: Props) {
  const nameOf = useNodeName();
  const where = useMemo(() => places(drawing), [drawing]);
  const nodes = useMemo(
    () =>
      drawing.nodes.map((node) => ({
        ...stepNode(node, where.get(node.id) ?? { x: 0, y: 0 }, { state: states?.[node.id] }),
        ariaLabel: nameOf(node, states?.[node.id]?.status, 0),
        selected: node.id === selected,
      })),
    [drawing, where, states, selected, nameOf],
  );
  const edges = useMemo(() => drawing.edges.map(branchEdge), [drawing]);
  return (
    <ReactFlowProvider>
      <Canvas
        nodes={nodes}
        edges={edges}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        onNodeClick={(_event, node) => onSelect?.(node.id)}
        onNodesChange={(changes) => {
          const chosen = changes.find((change) => change.type === 'select' && change.selected);
          if (chosen?.type === 'select') onSelect?.(chosen.id);
        }}
      />
    </ReactFlowProvider>
  );
}
