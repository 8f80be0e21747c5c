package dev.zaffre;

import dev.zaffre.config.Settings;
import dev.zaffre.delivery.OutboundHttp;
import dev.zaffre.event.EventRate;
import dev.zaffre.execution.Executions;
import dev.zaffre.http.HttpOptions;
import dev.zaffre.user.SetupRoutes;
import java.time.Duration;
import java.util.OptionalInt;

/** What the parts are told of the settings, in their own terms. */
final class Tuning {
    /** Most runs of one linked account at one app that one process works on at once. */
    private static final int RUNS_PER_LANE = 64;

    private final Settings settings;

    Tuning(Settings settings) {
        this.settings = settings;
    }

    OutboundHttp.Limits call() {
        OutboundHttp.Limits usual = OutboundHttp.Limits.DEFAULT;
        Duration deadline = settings.outbound().deadline();
        return new OutboundHttp.Limits(
                usual.connect(),
                usual.firstByte().compareTo(deadline) < 0 ? usual.firstByte() : deadline,
                deadline,
                usual.answerBytes(),
                usual.headBytes(),
                usual.headers(),
                usual.inflation());
    }

    /** A fifth of the time to stop goes to requests, three fifths to runs, and the rest to what must be written and closed. */
    Duration drain() {
        return settings.execution().drain();
    }

    Executions.Tuning engine() {
        Settings.Execution execution = settings.execution();
        return new Executions.Tuning(
                ProcessHandle.current().pid() + "@" + settings.server().host(),
                execution.workers(),
                Math.min(RUNS_PER_LANE, execution.workers()),
                execution.lease(),
                drain().multipliedBy(3).dividedBy(5),
                settings.database().isEmbedded(),
                execution.retentionDays());
    }

    EventRate rate() {
        OptionalInt rate = settings.events().rate();
        return new EventRate(
                rate.isPresent() ? rate.getAsInt() : Double.POSITIVE_INFINITY,
                settings.events().burst(),
                System::nanoTime);
    }

    SetupRoutes.Limits console() {
        Settings.Events events = settings.events();
        return new SetupRoutes.Limits(events.rate(), events.burst(), HttpOptions.DEFAULTS.maxBody());
    }
}
