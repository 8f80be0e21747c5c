package dev.zaffre.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
}
