package dev.zaffre.figures;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.App;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Database;
import dev.zaffre.figures.Figures.Answer;
import dev.zaffre.figures.Figures.Period;
import dev.zaffre.http.Access;
import dev.zaffre.http.Members;
import dev.zaffre.http.Request;
import dev.zaffre.http.Response;
import dev.zaffre.http.Route;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /api/v2/public/figures}: how the environment does. */
final class FigureRoutes {
    private static final Set<String> FAILURES = Set.of("ERRORED", "TIMED_OUT", "TERMINATED");
    private static final int MOST_APPS = 10;

    private final Figures figures;
    private final Attention attention;
    private final Catalog catalog;

    FigureRoutes(Database database, Catalog catalog, Supplier<Instant> now) {
        this.figures = new Figures(database, now);
        this.attention = new Attention(database);
        this.catalog = catalog;
    }

    public List<Route> routes() {
        return List.of(Route.get("/api/v2/public/figures", Access.KEY, this::get));
    }

    private Response get(Request request) {
        EnvironmentId environment = request.requireCaller().environment();
        Period period = period(request);
        Answer answer = figures.of(environment, period);
        ObjectNode json = Json.object()
                .put("period", period.text)
                .put("from", answer.from().toString())
                .put("until", answer.until().toString())
                .put("bucket_seconds", period.bucket.toSeconds());
        numbers(json, answer.all());
        ArrayNode buckets = json.putArray("buckets");
        answer.buckets()
                .forEach((start, counts) -> numbers(buckets.addObject().put("start", start.toString()), counts));
        json.set("apps", apps(environment, answer));
        json.set("connections_needing_attention", attention.connections(environment));
        json.set("first_steps", attention.steps(environment, answer.all().of("COMPLETED") > 0));
        return Response.json(json);
    }

    private static Period period(Request request) {
        String text = request.queryValue("period").orElse(Period.DAY.text);
        return Arrays.stream(Period.values())
                .filter(period -> period.text.equals(text))
                .findFirst()
                .orElseThrow(() -> Members.wrong("period", "must be 24h, 7d or 30d"));
    }

    private static void numbers(ObjectNode json, Counts counts) {
        json.put("events", counts.events()).put("duplicates", counts.duplicates());
        Map<String, Long> statuses = counts.statuses();
        json.put("executions", sum(statuses));
        ObjectNode byStatus = json.putObject("by_status");
        statuses.forEach(byStatus::put);
        json.put("success_rate", rate(statuses));
        json.put("p50_ms", rounded(counts.quantile(0.5)));
        json.put("p99_ms", rounded(counts.quantile(0.99)));
    }

    private static long sum(Map<String, Long> statuses) {
        return statuses.values().stream().mapToLong(Long::longValue).sum();
    }

    static long failed(Map<String, Long> statuses) {
        return FAILURES.stream()
                .mapToLong(status -> statuses.getOrDefault(status, 0L))
                .sum();
    }

    /** Of what is over; what somebody stopped counts neither way. Null when nothing is over. */
    private static @Nullable Double rate(Map<String, Long> statuses) {
        long good = statuses.getOrDefault("COMPLETED", 0L);
        long over = good + failed(statuses);
        return over == 0 ? null : (double) good / over;
    }

    private static @Nullable Double rounded(OptionalDouble millis) {
        return millis.isEmpty() ? null : Math.round(millis.getAsDouble() * 10) / 10.0;
    }

    /** The busiest ones, and those that fail most. */
    private ArrayNode apps(EnvironmentId environment, Answer answer) {
        Map<String, Map<String, Long>> all = answer.all().apps();
        Comparator<String> busiest = Comparator.comparing(app -> -sum(all.getOrDefault(app, Map.of())));
        Comparator<String> worst = Comparator.comparing(app -> -failed(all.getOrDefault(app, Map.of())));
        Set<String> shown = new java.util.LinkedHashSet<>(
                all.keySet().stream().sorted(busiest).limit(MOST_APPS).toList());
        shown.addAll(all.keySet().stream().sorted(worst).limit(MOST_APPS).toList());
        ArrayNode apps = Json.array();
        for (String slug : shown) {
            Map<String, Long> statuses = all.getOrDefault(slug, Map.of());
            long failed = failed(statuses);
            long over = failed + statuses.getOrDefault("COMPLETED", 0L);
            ObjectNode app = apps.addObject()
                    .put("slug", slug)
                    .put("name", catalog.find(environment, slug).map(App::name).orElse(slug))
                    .put("executions", sum(statuses))
                    .put("failed", failed)
                    .put("failure_rate", over == 0 ? null : (double) failed / over);
            Instant newest = answer.newest().get(slug);
            app.set(
                    "last_failure",
                    newest == null
                            ? Json.object().nullNode()
                            : attention
                                    .lastFailure(environment, slug, newest)
                                    .<tools.jackson.databind.JsonNode>map(found -> found)
                                    .orElse(Json.object().nullNode()));
        }
        return apps;
    }
}
