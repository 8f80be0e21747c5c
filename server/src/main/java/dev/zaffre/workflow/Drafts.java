package dev.zaffre.workflow;

import dev.zaffre.account.LinkedAccounts;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.http.ApiError;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What somebody is drawing, for those who let it be tried before it is published. */
public final class Drafts {
    private final Workflows workflows;
    private final WorkflowAccess access;
    private final WorkflowCompiler compiler;

    public Drafts(Workflows workflows, LinkedAccounts accounts, WorkflowCompiler compiler) {
        this.workflows = workflows;
        this.access = new WorkflowAccess(workflows, accounts);
        this.compiler = compiler;
    }

    /**
     * A workflow as it is being drawn.
     *
     * @param privateTo null for a public one
     * @param document {@code {slug, trigger, nodes, edges, settings}}
     */
    public record Draft(
            UUID id,
            EnvironmentId environment,
            String app,
            String name,
            @Nullable AccountId privateTo,
            ObjectNode document) {
        /** Name of the event that starts it; null when a call does, or nothing yet. */
        public @Nullable String event() {
            JsonNode trigger = document.path("trigger");
            String event = trigger.path("event").asString("");
            return trigger.path("type").asString("").equals("event") && !event.isBlank() ? event : null;
        }
    }

    /**
     * The draft that the path names, with what the member {@code draft} of the body says otherwise: what is not saved yet.
     *
     * @throws ApiError 404
     */
    public Draft require(Request request, ObjectNode body) {
        StoredWorkflow workflow = access.readable(request);
        ObjectNode draft = Members.object(body, "draft")
                .map(said -> WorkflowForm.draft(said, workflow.draft()))
                .orElse(workflow.draft());
        return new Draft(
                workflow.id(),
                request.requireCaller().environment(),
                workflow.app(),
                workflow.name(),
                workflow.account(),
                workflow.document(draft));
    }

    /** Everything that is wrong with it, as publishing would say it. */
    public List<WorkflowCompiler.Problem> problems(Draft draft) {
        return compiler.compile(draft.environment(), draft.id(), draft.app(), draft.document())
                .problems();
    }

    /**
     * Makes a draft runnable and keeps it under a number of its own.
     *
     * @throws ApiError 400 {@code INVALID_WORKFLOW} with everything that is wrong with it
     */
    public PublishedWorkflow trial(Caller caller, Draft draft) {
        WorkflowCompiler.Result result =
                compiler.compile(draft.environment(), draft.id(), draft.app(), draft.document());
        CompiledWorkflow compiled = result.workflow();
        if (compiled == null) {
            throw WorkflowPublishing.refused("The draft cannot be run", result.problems());
        }
        int number = workflows.keepTrial(caller, draft.id(), draft.document());
        return new PublishedWorkflow(
                draft.id(),
                number,
                draft.app(),
                draft.name(),
                null,
                draft.privateTo(),
                false,
                List.of(),
                true,
                compiled);
    }

    /**
     * One node, ready to be given its turn, and the others as names only: their outputs come from elsewhere.
     *
     * @throws ApiError 404 when there is no such node, 400 {@code INVALID_WORKFLOW} with what is wrong with it
     */
    public CompiledWorkflow only(Draft draft, String id) {
        WorkflowCompiler.NodeResult result =
                compiler.compileNode(draft.environment(), draft.app(), draft.document(), id);
        if (!result.problems().isEmpty()) {
            throw WorkflowPublishing.refused("The node cannot be run", result.problems());
        }
        if (result.node() == null) {
            throw ApiError.notFound("RESOURCE_NOT_FOUND", "The draft has no node '" + id + "' with a type");
        }
        return sketch(draft, result.node());
    }

    /** The names of all nodes, Start first, for templates that refer to them. */
    public CompiledWorkflow sketch(Draft draft) {
        return sketch(draft, null);
    }

    private static CompiledWorkflow sketch(Draft draft, @Nullable Node real) {
        Node.Settings none = new Node.Settings(null, RetryPolicy.DEFAULT, false, false);
        List<Node> nodes = new ArrayList<>();
        for (NodeForm form : forms(draft).values()) {
            boolean isReal = real != null && real.id().equals(form.id());
            Node node = isReal ? real : new Node(form.id(), form.name(), new Node.Start(), none);
            if (form.type().equals("start")) {
                nodes.addFirst(node);
            } else {
                nodes.add(node);
            }
        }
        if (nodes.isEmpty()) {
            nodes.add(new Node("1", "Start", new Node.Start(), none));
        }
        // As if something came after it: else its output would not be kept.
        Map<String, List<CompiledWorkflow.Edge>> after =
                real == null ? Map.of() : Map.of("after", List.of(new CompiledWorkflow.Edge(real.id(), "after", null)));
        return new CompiledWorkflow(draft.event(), null, List.copyOf(nodes), after, Duration.ofMinutes(10));
    }

    /** A node that another one may refer to. */
    public record Upstream(
            String id,
            String name,
            String type,
            String app,
            @Nullable String action) {}

    /** The nodes whose output is there when a node runs, in the document's order, Start left out. */
    public List<Upstream> upstream(Draft draft, String id) {
        Map<String, NodeForm> forms = forms(draft);
        WorkflowGraph graph = new WorkflowGraph(
                List.copyOf(forms.keySet()), new WorkflowReader(draft.document(), new Problems()).edges(forms));
        Set<String> before = graph.upstream(id);
        return forms.values().stream()
                .filter(form -> before.contains(form.id())
                        && !form.id().equals(id)
                        && !form.type().equals("start"))
                .map(form -> new Upstream(
                        form.id(),
                        form.name(),
                        form.type(),
                        text(form, "app", draft.app()),
                        form.type().equals("action") ? text(form, "action", "") : null))
                .toList();
    }

    /** Whether a node is one of the draft's, and not its Start. */
    public boolean isStep(Draft draft, String id) {
        NodeForm form = forms(draft).get(id);
        return form != null && !form.type().equals("start");
    }

    private static Map<String, NodeForm> forms(Draft draft) {
        return new WorkflowReader(draft.document(), new Problems()).nodes();
    }

    private static String text(NodeForm form, String field, String otherwise) {
        JsonNode value = form.get(field);
        return value == null || !value.isString() ? otherwise : value.stringValue();
    }
}
