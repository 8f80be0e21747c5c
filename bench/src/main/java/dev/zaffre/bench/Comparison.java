package dev.zaffre.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How the other targets of a scenario did beside the first one, turn by turn: what the machine does to all runs of a turn falls out, and
 * the first one's own spread says what is noise.
 */
final class Comparison {
    private enum Kind {
        RATIO("x%.3f") {
            @Override
            double of(double value, double base) {
                return value / base;
            }
        },
        DIFFERENCE("%+.0f") {
            @Override
            double of(double value, double base) {
                return value - base;
            }
        };

        private final String format;

        Kind(String format) {
            this.format = format;
        }

        abstract double of(double value, double base);

        String text(double number) {
            return String.format(Locale.ROOT, format, number);
        }
    }

    private static final Map<Figure, Kind> KINDS = Map.of(
            Figure.DELIVERED_PER_SECOND, Kind.RATIO,
            Figure.SERVER_CPU_SECONDS_PER_1000, Kind.RATIO,
            Figure.POSTGRES_CPU_SECONDS_PER_1000, Kind.RATIO,
            Figure.FIRST_START_MS, Kind.DIFFERENCE,
            Figure.NEXT_START_MS, Kind.DIFFERENCE,
            Figure.NEXT_START_CPU_MS, Kind.DIFFERENCE,
            Figure.ARCHIVED_START_MS, Kind.DIFFERENCE);

    private Comparison() {}

    /** @param turns of one scenario; the runs of all at one index were taken one after the other */
    static List<String> lines(List<Report.Row> turns) {
        List<String> lines = new ArrayList<>();
        Report.Row first = turns.getFirst();
        for (Report.Row other : turns.subList(1, turns.size())) {
            lines.add("%s, %s beside %s".formatted(other.scenario(), other.target(), first.target()));
            for (Figure figure : Figure.values()) {
                Kind kind = KINDS.get(figure);
                if (kind != null && first.median().figures().containsKey(figure)) {
                    lines.add(line(kind, figure, first, other));
                }
            }
        }
        return lines;
    }

    private static String line(Kind kind, Figure figure, Report.Row first, Report.Row other) {
        double middle = of(first.median(), figure);
        double[] beside = sorted(
                first,
                run -> kind.of(
                        of(other.runs().get(run), figure), of(first.runs().get(run), figure)));
        double[] noise = sorted(first, run -> kind.of(of(first.runs().get(run), figure), middle));
        double median = (beside[(beside.length - 1) / 2] + beside[beside.length / 2]) / 2;
        return "  %s %s (%s to %s); the latter's own runs beside their median %s to %s"
                .formatted(
                        figure.member(),
                        kind.text(median),
                        kind.text(beside[0]),
                        kind.text(beside[beside.length - 1]),
                        kind.text(noise[0]),
                        kind.text(noise[noise.length - 1]));
    }

    private static double[] sorted(Report.Row row, IntToDoubleFunction ofRun) {
        return IntStream.range(0, row.runs().size()).mapToDouble(ofRun).sorted().toArray();
    }

    private static double of(Measurement measurement, Figure figure) {
        return measurement.figures().getOrDefault(figure, Double.NaN);
    }
}
