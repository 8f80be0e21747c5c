package dev.zaffre.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.zaffre.config.Settings;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Sends the log to stderr, as text or JSON. Until this is called, {@code logback.xml} holds. */
final class Logging {
    /** One record is one line, whatever a stranger put into it; stack traces follow on lines of their own. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %replace(%msg){'\\p{Cntrl}', ' '}%n%ex";

    private Logging() {}

    static void configure(Settings.Log settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder = encoder(settings.format(), context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        Level level = Level.toLevel(settings.level());
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger("dev.zaffre").setLevel(level);
        takeOverJavaLogging();
    }

    /** The web server speaks to java.util.logging: from there only warnings and errors go on, in this log's format. */
    private static void takeOverJavaLogging() {
        LogManager.getLogManager().reset();
        java.util.logging.Logger root = LogManager.getLogManager().getLogger("");
        root.setLevel(java.util.logging.Level.WARNING);
        root.addHandler(new ToThisLog());
    }

    private static final class ToThisLog extends Handler {
        private final SimpleFormatter texts = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            String name = line.getLoggerName() == null ? "java" : line.getLoggerName();
            org.slf4j.Logger target = LoggerFactory.getLogger(name);
            String message = texts.formatMessage(line);
            if (line.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue()) {
                target.error("{}", message, line.getThrown());
            } else {
                target.warn("{}", message, line.getThrown());
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private static Encoder<ILoggingEvent> encoder(String format, LoggerContext context) {
        if (format.equals("json")) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.setWithContext(false);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithFormattedMessage(true);
            json.setWithSequenceNumber(false);
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        return text;
    }
}
