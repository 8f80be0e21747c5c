package dev.zaffre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void percentiles_are_exact_whatever_the_order() {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 10_000; i++) {
            // 7,919 has no factor in common with 10,000: every value from 1 to 10,000 ms comes once.
            latencies.add((i * 7919L % 10_000 + 1) * 1_000_000);
        }

        assertThat(latencies.milliseconds(0.5)).isEqualTo(5000);
        assertThat(latencies.milliseconds(0.99)).isEqualTo(9900);
        assertThat(latencies.milliseconds(0.999)).isEqualTo(9990);
        assertThat(latencies.milliseconds(1)).isEqualTo(10_000);
        assertThat(new Latencies().milliseconds(0.5)).isNaN();
    }

    @Test
    void a_stat_line_is_read_even_when_the_name_has_brackets_and_spaces() {
        ProcessUsage.Stat stat = ProcessUsage.Stat.parse(
                "4711 (postgres: (x) y) S 42 1 1 0 -1 4194560 900 0 1 0 150 50 700 300 20 0 1 0 5 6 7");

        assertThat(stat.pid()).isEqualTo(4711);
        assertThat(stat.parent()).isEqualTo(42);
        assertThat(stat.name()).isEqualTo("postgres: (x) y");
        assertThat(stat.ownSeconds()).isEqualTo(2.0);
        assertThat(stat.endedChildrenSeconds()).isEqualTo(10.0);
    }

    @Test
    void a_process_that_works_uses_cpu() {
        long pid = ProcessHandle.current().pid();
        ProcessUsage before = ProcessUsage.of(pid);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long started = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - started < 300_000_000) {
            Thread.onSpinWait();
        }
        ProcessUsage after = ProcessUsage.of(pid);

        assertThat(after.serverCpuSeconds() - before.serverCpuSeconds()).isBetween(0.27, 10.0);
        assertThat(after.serverBytes()).isGreaterThan(20_000_000);
        assertThat(after.postgresBytes()).isZero();
    }

    @Test
    void medians_are_of_each_figure_by_itself() {
        Measurement median = Measurement.median(List.of(
                new Measurement(Map.of(Figure.LOST, 0.0, Figure.ACCEPTED, 30.0), ""),
                new Measurement(Map.of(Figure.LOST, 5.0, Figure.ACCEPTED, 10.0), "late"),
                new Measurement(Map.of(Figure.LOST, 1.0, Figure.ACCEPTED, 20.0), "")));

        assertThat(median.figures()).containsEntry(Figure.LOST, 1.0).containsEntry(Figure.ACCEPTED, 20.0);
        assertThat(median.problem()).isEqualTo("late");
        Measurement two = Measurement.median(List.of(
                new Measurement(Map.of(Figure.ACCEPTED, 30.0), ""),
                new Measurement(Map.of(Figure.ACCEPTED, 10.0), "")));
        assertThat(two.figures().get(Figure.ACCEPTED)).isCloseTo(20.0, within(1e-9));
    }

    @Test
    void the_table_has_a_row_for_each_scenario_and_only_columns_with_figures() {
        Report report = new Report(Machine.current(), List.of());
        report.add("Zaffre", "closed", List.of(new Measurement(Map.of(Figure.ACCEPTED_PER_SECOND, 4321.0), "")));
        report.add("Zaffre", "idle", List.of(new Measurement(Map.of(Figure.IDLE_CPU_PERCENT, 1.5), "")));

        assertThat(report.table()).isEqualTo("""
                | target | scenario | runs | accepted/s | idle CPU % |
                |---|---|---|---|---|
                | Zaffre | closed | 1 | 4,321 | - |
                | Zaffre | idle | 1 | - | 1.50 |
                """);
    }

    @Test
    void targets_measured_in_turns_are_compared_turn_by_turn_with_the_first() {
        Report report = new Report(Machine.current(), List.of());
        report.addTurns("closed", List.of("old", "new"), List.of(rates(100, 200, 300), rates(110, 180, 300)));
        report.addTurns("startup", List.of("old", "new"), List.of(starts(1000, 1100), starts(1200, 1150)));

        assertThat(report.comparisons()).isEqualTo("""
                closed, new beside old
                  delivered_per_second x1.000 (x0.900 to x1.100); the latter's own runs beside their median x0.500 to x1.500
                startup, new beside old
                  next_start_ms +125 (+50 to +200); the latter's own runs beside their median -50 to +50
                """);
        assertThat(report.rows()).extracting(Report.Row::target).containsExactly("old", "new", "old", "new");
    }

    @Test
    void a_target_by_itself_is_compared_with_nothing() {
        Report report = new Report(Machine.current(), List.of());
        report.addTurns("closed", List.of("only"), List.of(rates(100, 200)));

        assertThat(report.comparisons()).isEmpty();
        assertThat(report.rows()).hasSize(1);
    }

    private static List<Measurement> rates(double... rates) {
        return runs(Figure.DELIVERED_PER_SECOND, rates);
    }

    private static List<Measurement> starts(double... milliseconds) {
        return runs(Figure.NEXT_START_MS, milliseconds);
    }

    private static List<Measurement> runs(Figure figure, double... values) {
        return Arrays.stream(values)
                .mapToObj(value -> new Measurement(Map.of(figure, value), ""))
                .toList();
    }
}
