package dev.zaffre.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All results of one call of the bench: a Markdown table and a JSON file. */
final class Report {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Machine machine;
    private final List<String> command;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> comparisons = new ArrayList<>();

    /** One scenario of one target. */
    record Row(String target, String scenario, List<Measurement> runs, Measurement median) {}

    Report(Machine machine, List<String> command) {
        this.machine = machine;
        this.command = List.copyOf(command);
    }

    void add(String target, String scenario, List<Measurement> runs) {
        rows.add(new Row(target, scenario, runs, Measurement.median(runs)));
    }

    /** Runs of several targets that were taken in turns: they are compared, too. */
    void addTurns(String scenario, List<String> targets, List<List<Measurement>> runs) {
        List<Row> turns = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            turns.add(new Row(targets.get(i), scenario, runs.get(i), Measurement.median(runs.get(i))));
        }
        rows.addAll(turns);
        comparisons.addAll(Comparison.lines(turns));
    }

    List<Row> rows() {
        return rows;
    }

    /** Columns in which no row has a figure other than 0 are left out, but for those that say that nothing went wrong. */
    String table() {
        List<Figure> columns = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            boolean says = rows.stream().anyMatch(row -> saysSomething(row, figure));
            if (says && figure != Figure.SENT) {
                columns.add(figure);
            }
        }
        StringBuilder text = new StringBuilder();
        text.append("| target | scenario | runs |");
        columns.forEach(figure -> text.append(' ').append(figure.heading()).append(" |"));
        text.append("\n|---|---|---|").repeat("---|", columns.size()).append('\n');
        for (Row row : rows) {
            text.append("| " + row.target() + " | " + row.scenario() + " | "
                    + row.runs().size() + " |");
            for (Figure figure : columns) {
                double value = row.median().figures().getOrDefault(figure, Double.NaN);
                text.append(' ').append(figure.format(value)).append(" |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static boolean saysSomething(Row row, Figure figure) {
        Double value = row.median().figures().get(figure);
        return value != null
                && (value != 0
                        || figure == Figure.LOST
                        || figure == Figure.DUPLICATES
                        || figure == Figure.REFUSED
                        || figure == Figure.LIVE_RESETS
                        || figure == Figure.LIVE_ENDED
                        || figure == Figure.DRAIN_SECONDS);
    }

    /** A line for each figure of each target that was measured in turns with another. */
    String comparisons() {
        return comparisons.isEmpty() ? "" : String.join("\n", comparisons) + "\n";
    }

    /** What went wrong, a line each; empty when nothing did. */
    String problems() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            if (!row.median().problem().isEmpty()) {
                text.append(row.target() + ", " + row.scenario() + ": "
                        + row.median().problem() + "\n");
            }
        }
        return text.toString();
    }

    String machineLine() {
        return "%s, commit %s: %d cores (%s), %,d MB, %s, JDK %s, load average before %.1f"
                .formatted(
                        machine.when(),
                        machine.commit().isEmpty() ? "unknown" : machine.commit(),
                        machine.cores(),
                        machine.processor(),
                        machine.memoryMb(),
                        machine.kernel(),
                        machine.java(),
                        machine.load1());
    }

    void write(Path file) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("machine", machine);
        whole.put("command", command);
        List<Object> results = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("target", row.target());
            result.put("scenario", row.scenario());
            result.put("median", members(row.median()));
            result.put("runs", row.runs().stream().map(Report::members).toList());
            results.add(result);
        }
        whole.put("results", results);
        whole.put("comparisons", comparisons);
        JSON.writeValue(file.toFile(), whole);
    }

    private static Map<String, Object> members(Measurement measurement) {
        Map<String, Object> members = new LinkedHashMap<>();
        measurement.figures().forEach((figure, value) -> {
            if (Double.isFinite(value)) {
                members.put(figure.member(), value);
            }
        });
        if (!measurement.problem().isEmpty()) {
            members.put("problem", measurement.problem());
        }
        return members;
    }
}
