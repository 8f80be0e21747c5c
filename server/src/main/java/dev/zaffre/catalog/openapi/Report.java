package dev.zaffre.catalog.openapi;

import dev.zaffre.base.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an import made of a document, and what it left out or changed, each with the reason.
 *
 * @param operationsFound in the document
 * @param operationsImported each as one action
 * @param fields of all actions, members of objects among them
 */
public record Report(int operationsFound, int operationsImported, int fields, List<Entry> entries) {
    /** Longest list in JSON; the rest is counted. */
    private static final int SHOWN = 1_000;

    /**
     * One thing that the app does not say as the document does.
     *
     * @param operation its id, or method and path; empty when it is about the whole document
     * @param place such as {@code query.limit} or {@code body.address.street}
     */
    public record Entry(String operation, String place, String reason) {
        @Override
        public String toString() {
            return (operation.isEmpty() ? "document" : operation) + ", " + place + ": " + reason;
        }
    }

    /** {@code {operations_found, operations_imported, fields, left_out: [{operation, place, reason}], left_out_more}}. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("operations_found", operationsFound)
                .put("operations_imported", operationsImported)
                .put("fields", fields);
        ArrayNode shown = json.putArray("left_out");
        for (Entry entry : entries.subList(0, Math.min(SHOWN, entries.size()))) {
            shown.addObject()
                    .put("operation", entry.operation())
                    .put("place", entry.place())
                    .put("reason", entry.reason());
        }
        return json.put("left_out_more", entries.size() - shown.size());
    }
}
