package dev.zaffre.http;

import dev.zaffre.base.EnvironmentId;

/** Which browser pages may call, by the origin that browsers name ({@code https://app.example.com}); {@code account} implements it. */
public interface Origins {
    /** No environment restricts anything. */
    Origins ANY = new Origins() {
        @Override
        public boolean open() {
            return true;
        }

        @Override
        public boolean somewhere(String origin) {
            return true;
        }

        @Override
        public boolean in(EnvironmentId environment, String origin) {
            return true;
        }
    };

    /** Whether some environment takes calls of every page. Never throws: every answer to a browser depends on it. */
    boolean open();

    /** Whether some environment takes calls of such pages: all that can be known before there is a credential. Never throws. */
    boolean somewhere(String origin);

    boolean in(EnvironmentId environment, String origin);
}
