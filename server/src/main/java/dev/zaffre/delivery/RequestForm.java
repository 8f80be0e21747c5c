package dev.zaffre.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** The HTTP library's form of a request. Headers go out as they are given, but for those that frame the message or name the host. */
final class RequestForm {
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE");

    private RequestForm() {}

    /** Why the request cannot be sent as it is written; empty when it can. */
    static Optional<String> refusal(OutboundRequest request) {
        if (!isToken(request.method()) || request.method().equals("CONNECT")) {
            return Optional.of("not a method that may be called");
        }
        for (OutboundRequest.Header header : request.headers()) {
            if (!isToken(header.name())) {
                return Optional.of("a header has an invalid name");
            }
            if (hasControl(header.value())) {
                return Optional.of("the header " + header.name() + " has a line break or control character in it");
            }
        }
        return Optional.empty();
    }

    static HttpUriRequestBase of(OutboundRequest request) {
        HttpUriRequestBase call = new HttpUriRequestBase(request.method(), request.url());
        boolean hasAgent = false;
        boolean hasAccept = false;
        for (OutboundRequest.Header header : request.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!OURS.contains(name)) {
                call.addHeader(header.name(), header.value());
            }
            hasAgent |= name.equals("user-agent");
            hasAccept |= name.equals("accept");
        }
        if (!hasAgent) {
            call.addHeader("User-Agent", "Zaffre");
        }
        if (!hasAccept) {
            call.addHeader("Accept", "*/*");
        }
        if (request.body().length > 0 || !WITHOUT_BODY.contains(request.method())) {
            call.setEntity(new ByteArrayEntity(request.body(), null));
        }
        return call;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = (c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            if (!allowed) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return true;
            }
        }
        return false;
    }
}
