package dev.zaffre.bench;

import dev.zaffre.account.LinkedAccount;
import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Json;
import dev.zaffre.event.FanOut;
import dev.zaffre.workflow.CompiledWorkflow;
import dev.zaffre.workflow.Config;
import dev.zaffre.workflow.PublishedWorkflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Which of the published workflows that listen to an event run for it; one in ten is enabled. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FanOutBenchmark {
    @Param({"10", "1000"})
    private int workflows;

    private final List<PublishedWorkflow> listening = new ArrayList<>();

    private FanOut.@Nullable Question question;

    /** Makes the workflows and the account's config. */
    @Setup
    public void publish() {
        CompiledWorkflow compiled =
                new CompiledWorkflow(EventRequest.EVENT, null, List.of(), Map.of(), Duration.ofHours(1));
        Map<UUID, Config.Switch> switches = new HashMap<>();
        for (int i = 0; i < workflows; i++) {
            UUID id = new UUID(7, i);
            listening.add(new PublishedWorkflow(
                    id, 1, Product.APP, "Workflow " + i, null, null, false, List.of(), true, compiled));
            switches.put(id, new Config.Switch(i % 10 == 0, Json.object()));
        }
        Config config = new Config(new UUID(8, 1), Product.APP, "acme", Json.object(), Json.object(), switches);
        LinkedAccount account = new LinkedAccount(
                new AccountId(new UUID(9, 1)), new EnvironmentId(new UUID(9, 2)), "acme", Map.of(), Map.of());
        question = new FanOut.Question(account, null, "acme", app -> config, app -> true, path -> null);
    }

    /** One event. */
    @Benchmark
    public FanOut.Plan oneEvent() {
        return FanOut.plan(listening, java.util.Objects.requireNonNull(question));
    }
}
