package dev.zaffre.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.StatusLine;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an answer, which may be hostile. Once the status line is there, the app has decided, so a head that breaks the
 * limits or contradicts itself is kept as far as it was read and marked; the body then is not read and the connection not used again.
 * One parser per connection, used by one call at a time.
 */
final class HeadParser implements HttpMessageParser<ClassicHttpResponse> {
    /** Recognised by identity, so that no app can send it. */
    private static final Header CUT = new BasicHeader("zaffre-head-cut", "");

    private static final Header ODD = new BasicHeader("zaffre-head-odd", "");
    private static final int MAX_INTERIM = 16;
    private static final int MAX_BLANK_LINES = 4;

    private final int maxBytes;
    private final int maxHeaders;
    private final CharArrayBuffer line = new CharArrayBuffer(128);
    private int interim;

    HeadParser(int maxBytes, int maxHeaders) {
        this.maxBytes = maxBytes;
        this.maxHeaders = maxHeaders;
    }

    /** The head is incomplete: nothing after it can be understood. */
    static boolean isCut(HttpResponse response) {
        return last(response) == CUT;
    }

    /** The connection must not serve another call. */
    static boolean isReusable(HttpResponse response) {
        Header last = last(response);
        return last != CUT && last != ODD;
    }

    static boolean isMark(Header header) {
        return header == CUT || header == ODD;
    }

    private static @Nullable Header last(HttpResponse response) {
        Header[] headers = response.getHeaders();
        return headers.length == 0 ? null : headers[headers.length - 1];
    }

    @Override
    public @Nullable ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream stream)
            throws IOException, ProtocolException {
        if (interim == 0 && buffer.length() > 0) {
            throw new ProtocolException("More than announced was sent after the answer before");
        }
        StatusLine status = statusLine(buffer, stream);
        if (status == null) {
            return null;
        }
        BasicClassicHttpResponse response =
                new BasicClassicHttpResponse(status.getStatusCode(), status.getReasonPhrase());
        response.setVersion(status.getProtocolVersion());
        try {
            readHeaders(response, buffer, stream);
        } catch (MessageConstraintException e) {
            cut(response);
        }
        interim = status.getStatusCode() < 200 ? interim + 1 : 0;
        if (interim > MAX_INTERIM) {
            throw new ProtocolException("Too many interim answers");
        }
        return response;
    }

    private @Nullable StatusLine statusLine(SessionInputBuffer buffer, InputStream stream)
            throws IOException, ProtocolException {
        for (int blank = 0; blank <= MAX_BLANK_LINES; blank++) {
            line.clear();
            if (buffer.readLine(line, stream) < 0) {
                return null;
            }
            if (!line.isEmpty()) {
                try {
                    return BasicLineParser.INSTANCE.parseStatusLine(line);
                } catch (ParseException e) {
                    throw new ProtocolException("No status line");
                }
            }
        }
        throw new ProtocolException("No status line");
    }

    private void readHeaders(BasicClassicHttpResponse response, SessionInputBuffer buffer, InputStream stream)
            throws IOException {
        int bytes = 0;
        int count = 0;
        boolean odd = false;
        @Nullable String length = null;
        while (true) {
            line.clear();
            if (buffer.readLine(line, stream) < 0) {
                throw new ConnectionClosedException("The head of the answer was cut short");
            }
            if (line.isEmpty()) {
                break;
            }
            bytes += line.length();
            if (++count > maxHeaders || bytes > maxBytes) {
                cut(response);
                return;
            }
            Header header = header();
            if (header == null) {
                odd = true;
                continue;
            }
            if (header.getName().equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                String value = header.getValue();
                if (!isLength(value) || (length != null && !length.equals(value))) {
                    response.addHeader(header);
                    cut(response);
                    return;
                }
                if (length != null) {
                    continue;
                }
                length = value;
            }
            response.addHeader(header);
        }
        if (odd || (length != null && response.containsHeader(HttpHeaders.TRANSFER_ENCODING))) {
            response.addHeader(ODD);
        }
    }

    /** Null when the line is not a header: continuation lines of old and lines without a name are left out. */
    private @Nullable Header header() {
        int colon = line.indexOf(':');
        if (colon <= 0 || line.charAt(colon - 1) <= ' ' || line.charAt(0) <= ' ') {
            return null;
        }
        return new BasicHeader(line.substring(0, colon), line.substringTrimmed(colon + 1, line.length()));
    }

    private static boolean isLength(@Nullable String value) {
        return value != null
                && !value.isEmpty()
                && value.length() <= 18
                && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** How long the body is: its length, or the library's words for "in chunks" and "until the connection closes". */
    static long bodyLength(HttpMessage message) {
        if (message instanceof HttpResponse response && isCut(response)) {
            return ContentLengthStrategy.UNDEFINED;
        }
        Header coding = message.getLastHeader(HttpHeaders.TRANSFER_ENCODING);
        if (coding != null) {
            return coding.getValue().toLowerCase(Locale.ROOT).endsWith("chunked")
                    ? ContentLengthStrategy.CHUNKED
                    : ContentLengthStrategy.UNDEFINED;
        }
        Header length = message.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? ContentLengthStrategy.UNDEFINED : Long.parseLong(length.getValue());
    }

    private static void cut(BasicClassicHttpResponse response) {
        response.addHeader(CUT);
    }
}
