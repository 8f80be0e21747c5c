package dev.zaffre.workflow;

import dev.zaffre.template.TemplateTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found wrong with a document so far. */
final class Problems {
    /** More than these are not listed. */
    private static final int MOST = 200;

    private final List<WorkflowCompiler.Problem> found = new ArrayList<>();

    /** @param field dotted, from the node on; null when the whole is meant */
    void add(@Nullable NodeForm node, @Nullable String field, String code, String message) {
        if (found.size() < MOST) {
            found.add(new WorkflowCompiler.Problem(
                    node == null ? null : node.id(), node == null ? null : node.name(), field, code, message));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<WorkflowCompiler.Problem> list() {
        return List.copyOf(found);
    }

    /** A field's name and a JSON pointer below it, with dots. */
    static String field(String name, String pointer) {
        return name + pointer.replace('/', '.').replace("~1", "/").replace("~0", "~");
    }

    static String field(String name, TemplateTree.Mention mention) {
        return field(name, mention.pointer());
    }
}
