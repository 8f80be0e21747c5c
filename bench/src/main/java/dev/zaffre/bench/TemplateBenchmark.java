package dev.zaffre.bench;

import dev.zaffre.base.Json;
import dev.zaffre.template.TemplateTree;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.JsonNode;

/** Five mapped fields of the measured payload, rendered: what every action does before its call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TemplateBenchmark {
    private static final String FIELDS = """
            {"firstName":"{{event.first_name}}","lastName":"{{event.last_name}}","externalId":"{{event.employee_id}}",
             "email":"{{event.email}}","city":"{{event.address.city}}"}""";

    private final JsonNode payload = Json.read(EventRequest.PAYLOAD);
    private final TemplateTree fields = TemplateTree.compile(Json.read(FIELDS));

    /** One rendering. */
    @Benchmark
    public @Nullable JsonNode fiveFields() {
        return fields.render(this::resolve);
    }

    /** Compiling happens once a published version; here to see that it need not be cached longer. */
    @Benchmark
    public TemplateTree compile() {
        return TemplateTree.compile(Json.read(FIELDS));
    }

    private @Nullable JsonNode resolve(List<String> path) {
        JsonNode at = payload;
        for (int i = 1; i < path.size(); i++) {
            JsonNode next = at.get(path.get(i));
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }
}
