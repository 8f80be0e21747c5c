package dev.zaffre.execution;

import dev.zaffre.catalog.App;
import dev.zaffre.execution.Journal.LaneHold;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What came of giving a node its turn. */
sealed interface Step {
    /**
     * The node is through.
     *
     * @param exit that a rule chose
     * @param output what later nodes see
     */
    record Done(
            AttemptRow row, @Nullable String exit, @Nullable JsonNode output) implements Step {}

    /** It failed for good. */
    record Failed(AttemptRow row, String reason) implements Step {}

    /**
     * It waits: for its next attempt, or because waiting is what it does.
     *
     * @param counts the attempt counts towards the most that are allowed
     * @param pausesDeadline the wait is not the run's own doing
     */
    record Later(
            AttemptRow row,
            Instant at,
            boolean counts,
            @Nullable LaneHold hold,
            boolean pausesDeadline) implements Step {}

    /**
     * Nothing was tried: a limit says when, or there is no token to try with.
     *
     * @param pausesDeadline the wait is not the run's own doing
     */
    record Postponed(Instant until, String reason, @Nullable LaneHold hold, boolean pausesDeadline) implements Step {
        Postponed(Instant until, String reason, @Nullable LaneHold hold) {
            this(until, reason, hold, false);
        }
    }

    /**
     * Its connection needs reconnecting.
     *
     * @param connection the app's slug; where an app allows several connections, a blank and the identifier of the one behind it
     */
    record Parked(@Nullable AttemptRow row, String connection, String reason) implements Step {
        /** @param identifier of the connection; null when the app does not name it */
        static Parked of(@Nullable AttemptRow row, App app, @Nullable String identifier, String reason) {
            return new Parked(row, connection(app.slug(), app.allowsMultiple() ? identifier : null), reason);
        }

        static String connection(String app, @Nullable String identifier) {
            return identifier == null ? app : app + " " + identifier;
        }

        /** The app in the text by which a run is parked. */
        static String app(String connection) {
            int blank = connection.indexOf(' ');
            return blank < 0 ? connection : connection.substring(0, blank);
        }
    }
}
