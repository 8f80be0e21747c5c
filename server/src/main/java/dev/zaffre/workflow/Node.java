package dev.zaffre.workflow;

import dev.zaffre.template.Scope;
import dev.zaffre.template.Template;
import dev.zaffre.template.TemplateTree;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One compiled node of a workflow version: its templates are parsed, its references checked.
 *
 * @param id unique in the workflow, as text ("2"): templates say <code>{{node.2.body}}</code>
 * @param name as people see it; templates may say <code>{{name.body}}</code> with it, lower case and underscores for blanks
 */
public record Node(String id, String name, Kind kind, Settings settings) {

    /** What every node may set. */
    public record Settings(@Nullable Condition runIf, RetryPolicy retry, boolean skipOnError, boolean hideRequest) {}

    /** What the node does. */
    public sealed interface Kind {
        /** The word in the document and in the API: {@code node_type}. */
        String type();
    }

    /** Node 1: holds the trigger; its output is the payload. */
    public record Start() implements Kind {
        @Override
        public String type() {
            return "start";
        }
    }

    /**
     * One operation of an app, with the account's connection.
     *
     * @param connection renders to the identifier of one of the account's connections; null for the one that calls usually use
     * @param fields a tree that renders to the object of the action's inputs
     */
    public record AppAction(
            String app, String action, @Nullable TemplateTree connection, TemplateTree fields) implements Kind {
        /** Identifier of the connection that is meant, empty when it came out so; null when the node leaves the choice open. */
        public @Nullable String chosen(Scope scope) {
            return connection == null
                    ? null
                    : Template.text(connection.render(scope)).strip();
        }

        @Override
        public String type() {
            return "action";
        }
    }

    /**
     * A call to any address.
     *
     * @param request renders to {@code {url, query{}, headers{}, body}}; blanks among query and headers are left out
     * @param bodyType json, form, text, xml, html
     */
    public record Http(String method, TemplateTree request, String bodyType) implements Kind {
        @Override
        public String type() {
            return "http";
        }
    }

    /** Two exits: {@code true} and {@code false}. */
    public record Rule(Condition condition) implements Kind {
        @Override
        public String type() {
            return "rule";
        }
    }

    /** A JSONata expression over everything the run knows. */
    public record Transform(Transformation expression) implements Kind {
        @Override
        public String type() {
            return "transform";
        }
    }

    /**
     * Renames members of an object as the account's mapping says.
     *
     * @param field key of the config field that holds the mapping
     * @param input renders to the object
     * @param reversed from the app's names to the company's, not the other way
     */
    public record DataMapper(String field, TemplateTree input, boolean reversed) implements Kind {
        @Override
        public String type() {
            return "data_mapper";
        }
    }

    /** Waits; skipped when the run is synchronous. */
    public record Delay(Duration length) implements Kind {
        @Override
        public String type() {
            return "delay";
        }
    }

    /** Leaves a line in the run. */
    public record Log(String level, TemplateTree content) implements Kind {
        @Override
        public String type() {
            return "log";
        }
    }

    /** What a synchronous caller gets. The tree renders to the body. */
    public record Respond(int status, TemplateTree body) implements Kind {
        @Override
        public String type() {
            return "response";
        }
    }
}
