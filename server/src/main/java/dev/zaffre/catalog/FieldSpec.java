package dev.zaffre.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One input of an action, or of an authentication form.
 *
 * @param type text, password, number, boolean, email, url, date, select, multi-select, object, array, json
 * @param defaultValue used when nothing is given
 */
public record FieldSpec(
        String name,
        String label,
        String type,
        boolean required,
        @Nullable JsonNode defaultValue,
        @Nullable String help,
        @Nullable String placeholder,
        @Nullable JsonNode example,
        List<Option> options) {
    /** A choice of a select. */
    public record Option(String name, String value) {}
}
