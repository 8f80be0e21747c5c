package dev.zaffre.figures;

import dev.zaffre.base.Json;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Numbers of one span of one environment; several are added up. */
final class Counts {
    /** Classes of times: eight to each factor e, so that a class is known to about 6 %. */
    private static final double CLASSES_PER_E = 8;

    private long events;
    private long duplicates;
    /** By app and status. */
    private final Map<String, Map<String, Long>> apps = new TreeMap<>();
    /** Completed runs by the class of their milliseconds from acceptance to end. */
    private final TreeMap<Integer, Long> times = new TreeMap<>();

    void addEvents(long accepted, long repeated) {
        events += accepted;
        duplicates += repeated;
    }

    void addRuns(String app, String status, long number) {
        apps.computeIfAbsent(app, slug -> new TreeMap<>()).merge(status, number, Long::sum);
    }

    void addTimes(int timeClass, long number) {
        times.merge(timeClass, number, Long::sum);
    }

    void add(Counts other) {
        addEvents(other.events, other.duplicates);
        other.apps.forEach((app, statuses) -> statuses.forEach((status, number) -> addRuns(app, status, number)));
        other.times.forEach(this::addTimes);
    }

    long events() {
        return events;
    }

    long duplicates() {
        return duplicates;
    }

    Map<String, Map<String, Long>> apps() {
        return apps;
    }

    /** By status, of all apps. */
    Map<String, Long> statuses() {
        Map<String, Long> all = new TreeMap<>();
        apps.values().forEach(app -> app.forEach((status, number) -> all.merge(status, number, Long::sum)));
        return all;
    }

    long of(String status) {
        return statuses().getOrDefault(status, 0L);
    }

    /** Milliseconds within which that part of the completed runs was over, to about 6 %; empty when none is. */
    OptionalDouble quantile(double part) {
        long all = times.values().stream().mapToLong(Long::longValue).sum();
        long needed = (long) Math.ceil(all * part);
        long seen = 0;
        for (Map.Entry<Integer, Long> entry : times.entrySet()) {
            seen += entry.getValue();
            if (seen >= needed) {
                return OptionalDouble.of(Math.exp((entry.getKey() + 0.5) / CLASSES_PER_E));
            }
        }
        return OptionalDouble.empty();
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("events", events).put("duplicates", duplicates);
        ObjectNode byApp = json.putObject("apps");
        apps.forEach((app, statuses) -> {
            ObjectNode numbers = byApp.putObject(app);
            statuses.forEach(numbers::put);
        });
        ObjectNode byTime = json.putObject("times");
        times.forEach((timeClass, number) -> byTime.put(timeClass.toString(), number));
        return json;
    }

    static Counts read(JsonNode json) {
        Counts counts = new Counts();
        counts.addEvents(json.path("events").asLong(0), json.path("duplicates").asLong(0));
        json.path("apps")
                .properties()
                .forEach(app -> app.getValue()
                        .properties()
                        .forEach(status -> counts.addRuns(
                                app.getKey(), status.getKey(), status.getValue().asLong())));
        json.path("times")
                .properties()
                .forEach(time -> counts.addTimes(
                        Integer.parseInt(time.getKey()), time.getValue().asLong()));
        return counts;
    }
}
