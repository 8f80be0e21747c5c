package dev.zaffre.workflow;

import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * An app's settings for a linked account.
 *
 * @param fields values by field key: {@code {{config.<key>}}}
 * @param labels what clients sent for the left sides of mappings: lists of {@code {name, value}}, see {@link ConfigLabels}
 * @param workflows what was said of each workflow; a workflow not in it follows its {@code autoEnable}
 */
public record Config(
        UUID id, String app, String configId, ObjectNode fields, ObjectNode labels, Map<UUID, Switch> workflows) {
    /** @param fields values of the workflow's own fields; they win over the app's */
    public record Switch(boolean enabled, ObjectNode fields) {}
}
