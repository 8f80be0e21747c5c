package dev.zaffre.workflow;

import dev.zaffre.base.Closest;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.DefinitionFile;
import dev.zaffre.http.ApiError;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A workflow as a YAML file, to be kept with a company's other code. What is read is exactly what was written. */
final class WorkflowFile {
    /** What a file may say; the form of trigger, nodes, edges and settings is that of {@code workflow.schema.json}. */
    private static final List<String> MEMBERS = List.of(
            "name",
            "description",
            "slug",
            "workflow_alias",
            "autoEnable",
            "hide_in_config",
            "udf_filter",
            "udf_filter_operator",
            "trigger",
            "nodes",
            "edges",
            "settings");

    private static final YAMLMapper READABLE = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER, YAMLWriteFeature.SPLIT_LINES)
            .enable(
                    YAMLWriteFeature.MINIMIZE_QUOTES,
                    YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS,
                    YAMLWriteFeature.LITERAL_BLOCK_STYLE,
                    YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    private static final YAMLMapper QUOTED = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER, YAMLWriteFeature.SPLIT_LINES)
            .build();
    private static final YAMLMapper READER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final DefinitionFile file;
    private final ObjectNode content;

    private WorkflowFile(DefinitionFile file, ObjectNode content) {
        this.file = file;
        this.content = content;
    }

    /** @param document the draft, or a version's */
    static String write(StoredWorkflow workflow, JsonNode document) {
        ObjectNode content = Json.object().put("name", workflow.name());
        if (workflow.description() != null) {
            content.put("description", workflow.description());
        }
        content.put("slug", workflow.app());
        if (workflow.alias() != null) {
            content.put("workflow_alias", workflow.alias());
        }
        content.put("autoEnable", workflow.autoEnable()).put("hide_in_config", workflow.hideInConfig());
        if (!workflow.udfFilter().isEmpty()) {
            content.set("udf_filter", workflow.udfFilter());
            content.put("udf_filter_operator", workflow.udfMatchAll() ? "all" : "any");
        }
        StoredWorkflow.DOCUMENT.stream().filter(document::has).forEach(name -> content.set(name, document.path(name)));
        return write(content);
    }

    /** Without quotes where they can be spared; with all of them where a text would otherwise not come back as it was. */
    static String write(ObjectNode content) {
        String readable = READABLE.writeValueAsString(content);
        return isSame(content, readable) ? readable : QUOTED.writeValueAsString(content);
    }

    private static boolean isSame(ObjectNode content, String yaml) {
        try {
            return Json.write(READER.readTree(yaml)).equals(Json.write(content));
        } catch (JacksonException e) {
            return false;
        }
    }

    /** @throws ApiError 400 {@code INVALID_YAML} with the line */
    static WorkflowFile read(String yaml) {
        DefinitionFile file = new DefinitionFile("workflow.yaml", yaml);
        JsonNode read;
        try {
            // Once more through the reader of JSON: its limits hold for what comes as YAML too.
            read = Json.parse(Json.write(READER.readTree(yaml)));
        } catch (JacksonException e) {
            throw fault(file.line(""), "not readable as YAML: " + e.getOriginalMessage());
        } catch (Json.Malformed e) {
            throw fault(1, String.valueOf(e.getMessage()));
        }
        if (!(read instanceof ObjectNode content)) {
            throw fault(1, "a workflow begins with members such as name, slug, trigger and nodes");
        }
        WorkflowFile result = new WorkflowFile(file, content);
        for (Map.Entry<String, JsonNode> member : content.properties()) {
            if (!MEMBERS.contains(member.getKey())) {
                throw result.fault(
                        member.getKey(),
                        "'" + member.getKey() + "' is no member of a workflow."
                                + Closest.hint(member.getKey(), MEMBERS));
            }
        }
        return result;
    }

    ObjectNode content() {
        return content;
    }

    /** The same complaint, with the line of the member that it begins with. */
    ApiError placed(ApiError wrong) {
        String message = String.valueOf(wrong.getMessage());
        int blank = message.indexOf(' ');
        String member = blank < 0 ? message : message.substring(0, blank);
        return wrong.code().equals("VALIDATION_ERROR") && MEMBERS.contains(member) ? fault(member, message) : wrong;
    }

    ApiError fault(String member, String reason) {
        return fault(file.line("/" + member), reason);
    }

    private static ApiError fault(int line, String reason) {
        return ApiError.badRequest("INVALID_YAML", "Line " + line + ": " + reason)
                .with(Json.object().put("line", line).put("message", reason));
    }

    /** The line of a problem: of its field, or of what is around it. */
    int line(WorkflowCompiler.Problem problem) {
        String pointer = "";
        int index = 0;
        for (JsonNode node : content.path("nodes")) {
            if (problem.nodeId() != null && problem.nodeId().equals(NodeForm.id(node.get("id")))) {
                pointer = "/nodes/" + index;
            }
            index++;
        }
        String field = problem.field();
        // An edge's problem may name the node as well.
        String place = field != null && field.startsWith("edges.") ? "" : pointer;
        return file.line(field == null ? pointer : place + "/" + field.replace('.', '/'));
    }
}
