package dev.zaffre.workflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values of dependent fields that lost their meaning: the value that they were chosen under has changed, and the same request did
 * not choose anew. What depends on them goes too.
 */
final class Dependents {
    private final List<ConfigField> fields;
    private final Map<String, @Nullable JsonNode> before = new HashMap<>();
    private final Map<String, @Nullable JsonNode> after = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    Dependents(List<ConfigField> fields) {
        this.fields = fields;
    }

    /** @param workflow null: the values are the app's */
    void add(@Nullable UUID workflow, ObjectNode stored, ObjectNode changes) {
        for (ConfigField field : fields) {
            if (Objects.equals(field.workflow(), workflow)) {
                String id = field.id().toString();
                boolean changed = changes.has(field.key());
                before.put(id, effective(field, stored.get(field.key())));
                after.put(id, effective(field, (changed ? changes : stored).get(field.key())));
                if (changed) {
                    given.add(id);
                }
            }
        }
    }

    /** The fields whose values are to be removed. */
    Set<ConfigField> stale() {
        Set<ConfigField> stale = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (ConfigField field : fields) {
                String id = field.id().toString();
                boolean follows = field.parent()
                        .filter(parent -> !Objects.equals(before.get(parent), after.get(parent)))
                        .isPresent();
                if (follows && before.get(id) != null && !given.contains(id) && stale.add(field)) {
                    after.put(id, field.defaultValue());
                    more = true;
                }
            }
        }
        return stale;
    }

    private static @Nullable JsonNode effective(ConfigField field, @Nullable JsonNode value) {
        return value == null || value.isNull() ? field.defaultValue() : value;
    }
}
