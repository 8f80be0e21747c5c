import { applyNodeChanges, type Connection, type EdgeChange, type FinalConnectionState, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Canvas } from '../../../canvas/Canvas';
import { type BranchEdge, branchEdge, type NodeState, type StepNode, stepNode } from '../../../canvas/flow';
import { type Point, places } from '../../../canvas/layout';
import { useNodeName } from '../../../canvas/names';
import { edgeId, type WorkflowEdge, type WorkflowNode } from '../../../canvas/workflow';
import { useBuilder } from './BuilderContext';
import { connect, moved, refusal } from './document';

interface Props {
  selectedEdges: string[];
  onSelectEdges: (edges: string[]) => void;
  /** A line was drawn to where nothing is: something new is to stand there. */
  onAddAfter: (after: { id: string; exit?: 'true' | 'false' }) => void;
}

interface Drawn {
  step: WorkflowNode;
  state: NodeState | undefined;
  problems: number;
  isOpen: boolean;
  node: StepNode;
}

/** The canvas on which a workflow is changed. What did not change keeps its objects, so that only the rest is drawn again. */
export function EditorCanvas({ selectedEdges, onSelectEdges, onAddAfter }: Props) {
  const { document, change, canEdit, selected, select, problems, states } = useBuilder();
  const nameOf = useNodeName();
  const drawn = useRef(new Map<string, Drawn>());
  const where = useMemo(() => places(document), [document]);
  const counts = useMemo(() => {
    const found = new Map<string, number>();
    problems.forEach((problem) => problem.node && found.set(problem.node, (found.get(problem.node) ?? 0) + 1));
    return found;
  }, [problems]);
  const [nodes, setNodes] = useState<StepNode[]>([]);

  useEffect(() => {
    const next = new Map<string, Drawn>();
    for (const step of document.nodes) {
      const known = drawn.current.get(step.id);
      const state = states[step.id];
      const count = counts.get(step.id) ?? 0;
      const isSame = known && known.step === step && sameState(known.state, state) && known.problems === count && known.isOpen === canEdit;
      const node = isSame
        ? known.node
        : { ...stepNode(step, { x: 0, y: 0 }, { state, problems: count, isOpen: canEdit }), ariaLabel: nameOf(step, state?.status, count), deletable: false };
      next.set(step.id, { step, state, problems: count, isOpen: canEdit, node });
    }
    drawn.current = next;
    setNodes((before) => {
      const old = new Map(before.map((node) => [node.id, node]));
      return [...next.values()].map(({ node }) => merged(node, old.get(node.id), where.get(node.id), selected.includes(node.id)));
    });
  }, [document, where, states, counts, canEdit, selected, nameOf]);

  const edges = useMemo(
    () => document.edges.map((edge): BranchEdge => ({ ...branchEdge(edge), selected: selectedEdges.includes(edgeId(edge)) })),
    [document.edges, selectedEdges],
  );

  const onNodesChange = useCallback(
    (changes: NodeChange<StepNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      const places = new Map<string, Point>();
      const chosen = new Set(selected);
      let isSelection = false;
      for (const one of changes) {
        if (one.type === 'position' && one.position && !one.dragging) places.set(one.id, round(one.position));
        if (one.type === 'select') {
          isSelection = true;
          if (one.selected) chosen.add(one.id);
          else chosen.delete(one.id);
        }
      }
      if (places.size > 0 && canEdit) change((before) => moved(before, places), 'move');
      if (isSelection && !sameSet(chosen, selected)) select([...chosen]);
    },
    [canEdit, change, select, selected],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<BranchEdge>[]) => {
      const chosen = new Set(selectedEdges);
      for (const one of changes) {
        if (one.type === 'select') {
          if (one.selected) chosen.add(one.id);
          else chosen.delete(one.id);
        }
      }
      if (!sameSet(chosen, selectedEdges)) onSelectEdges([...chosen]);
    },
    [selectedEdges, onSelectEdges],
  );

  return (
    <Canvas
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onConnect={(connection) => change((before) => connect(before, edgeOf(connection)))}
      isValidConnection={(connection) => !refusal(document, edgeOf(connection as Connection))}
      onConnectEnd={(_event, state: FinalConnectionState) => {
        const from = state.fromNode;
        if (!state.toNode && from && state.fromHandle?.type === 'source') onAddAfter({ id: from.id, ...exit(state.fromHandle.id) });
      }}
      nodesDraggable={canEdit}
      nodesConnectable={canEdit}
      // Deleting goes through the document, so that it can be undone.
      deleteKeyCode={null}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={['Meta', 'Control']}
    />
  );
}

function merged(node: StepNode, old: StepNode | undefined, where: Point | undefined, selected: boolean): StepNode {
  const position = where ?? node.position;
  const stays = old && old.data === node.data && old.selected === selected && !old.dragging && old.position.x === position.x && old.position.y === position.y;
  if (stays) return old;
  return { ...node, position: old?.dragging ? old.position : position, selected, ...(old?.measured ? { measured: old.measured } : {}), ...(old?.dragging ? { dragging: true } : {}) };
}

function edgeOf(connection: Connection): WorkflowEdge {
  return { source: connection.source, target: connection.target, ...(connection.sourceHandle ? { sourceHandle: connection.sourceHandle } : {}) };
}

function exit(handle: string | null | undefined): { exit?: 'true' | 'false' } {
  return handle === 'true' || handle === 'false' ? { exit: handle } : {};
}

function sameState(one: NodeState | undefined, other: NodeState | undefined): boolean {
  return one?.status === other?.status && one?.note === other?.note;
}

function sameSet(one: Set<string>, other: string[]): boolean {
  return one.size === other.length && other.every((each) => one.has(each));
}

function round({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
