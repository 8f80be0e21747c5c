package dev.zaffre.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is planned for the next requests; the first plan that fits is used up first. */
final class Plans {
    private final Deque<Remaining> plans = new ArrayDeque<>();

    private static final class Remaining {
        private final Plan plan;
        private int times;

        private Remaining(Plan plan, int times) {
            this.plan = plan;
            this.times = times;
        }
    }

    synchronized void add(ObjectNode json) {
        plans.add(new Remaining(Plan.of(json), Plan.times(json)));
    }

    synchronized @Nullable Plan take(String app, String path) {
        for (var candidates = plans.iterator(); candidates.hasNext(); ) {
            Remaining candidate = candidates.next();
            if (candidate.plan.fits(app, path)) {
                if (--candidate.times == 0) {
                    candidates.remove();
                }
                return candidate.plan;
            }
        }
        return null;
    }

    /** Of all plans together. */
    synchronized int remaining() {
        return plans.stream().mapToInt(plan -> plan.times).sum();
    }

    synchronized void clear() {
        plans.clear();
    }
}
