package dev.zaffre.contract;

import java.util.Map;

/** Stories in environments of their own, so that what one example destroys the next one still finds. */
final class Stories {
    private final Zaffre zaffre;
    private Story shared;
    private Story limited;

    Stories(Zaffre zaffre) {
        this.zaffre = zaffre;
    }

    /** For requests that change nothing. */
    synchronized Story shared() {
        if (shared == null) {
            shared = zaffre.story("test");
        }
        return shared;
    }

    Story fresh() {
        throw new UnsupportedOperationException();
    }

    /** On a server that takes one event a second. */
    synchronized Story limited() {
        if (limited == null) {
            limited = Zaffre.start(Map.of("events.rate", "1", "events.burst", "20"))
                    .story("test");
        }
        return limited;
    }
}
