package dev.zaffre.delivery;

import java.net.URI;
import java.util.List;

/**
 * One call to make, complete: credentials are already in it, so it is never logged as it is.
 *
 * @param secrets every secret text that was put into URL, headers or body; whatever is kept of the call hides them
 */
public record OutboundRequest(String method, URI url, List<Header> headers, byte[] body, List<String> secrets) {
    /** A header in sending order. */
    public record Header(String name, String value) {}

    /** Method and host only: everything else may be secret. */
    @Override
    public String toString() {
        return "OutboundRequest[" + method + " " + url.getScheme() + "://" + url.getHost() + "]";
    }
}
