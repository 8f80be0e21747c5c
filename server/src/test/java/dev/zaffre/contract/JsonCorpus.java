package dev.zaffre.contract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON texts made by rule: what RFC 8259 allows, what it forbids, and what it leaves to us, with what we do. Names say the rule
 * that made them.
 */
final class JsonCorpus {
    private final Map<String, Text> texts = new LinkedHashMap<>();

    /**
     * @param accepted whether a payload of it is taken
     * @param why only for what is left to us
     */
    record Text(String name, byte[] bytes, boolean accepted, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    private JsonCorpus() {}

    static List<Text> valid() {
        var corpus = new JsonCorpus();
        corpus.validNumbers();
        corpus.validStrings();
        corpus.validStructures();
        return corpus.list();
    }

    static List<Text> invalid() {
        var corpus = new JsonCorpus();
        corpus.truncations();
        corpus.brokenNumbers();
        corpus.brokenStrings();
        corpus.brokenLiterals();
        corpus.brokenStructures();
        return corpus.list();
    }

    static List<Text> leftToUs() {
        var corpus = new JsonCorpus();
        corpus.numbersBeyondDoubles();
        corpus.surrogates();
        corpus.bytesThatAreNotUtf8();
        corpus.sizes();
        return corpus.list();
    }

    private List<Text> list() {
        return new ArrayList<>(texts.values());
    }

    private void valid(String name, String text) {
        add("y_" + name, text.getBytes(StandardCharsets.UTF_8), true, "");
    }

    private void invalid(String name, String text) {
        add("n_" + name, text.getBytes(StandardCharsets.UTF_8), false, "");
    }

    private void ours(String name, byte[] bytes, boolean accepted, String why) {
        add("i_" + name, bytes, accepted, why);
    }

    private void ours(String name, String text, boolean accepted, String why) {
        ours(name, text.getBytes(StandardCharsets.UTF_8), accepted, why);
    }

    private void add(String name, byte[] bytes, boolean accepted, String why) {
        if (texts.put(name, new Text(name, bytes, accepted, why)) != null) {
            throw new IllegalStateException("two texts are named " + name);
        }
    }

    private void validNumbers() {
        String[] whole = {"0", "-0", "7", "-7", "560103", "9007199254740993"};
        String[] fraction = {"", ".0", ".10"};
        String[] exponent = {"", "e3", "E+2", "e-05"};
        for (String w : whole) {
            for (String f : fraction) {
                for (String e : exponent) {
                    valid("number " + w + f + e, "[" + w + f + e + "]");
                }
            }
        }
        valid("number alone", "42");
        valid("number after blanks", " \t\r\n42");
        valid("number as a member", "{\"n\":-1.5e-3}");
    }

    private void validStrings() {
        for (char escape : "\"\\/bfnrt".toCharArray()) {
            valid("string escape " + escape, "[\"a\\" + escape + "b\"]");
        }
        String[] units = {"0000", "001F", "0041", "00e9", "2028", "D83D\\uDE00", "dbff\\udfff", "FFFE", "fdd0", "FEFF"};
        for (String unit : units) {
            valid("string escaped " + unit, "[\"\\u" + unit + "\"]");
        }
        String[] literal = {
            "", " ", "plain", "\u007f", "\u0080", "é", "ß", "\u2028", "\u2029", "שלום", "مرحبا", "漢字", "🦊", "\ufeff",
            "\uffff", "a/b", "'"
        };
        for (String text : literal) {
            valid(
                    "string of "
                            + text.codePoints().mapToObj(Integer::toHexString).toList(),
                    "[\"" + text + "\"]");
        }
        valid("string alone", "\"alone\"");
        valid("string of a thousand", "[\"" + "x".repeat(1000) + "\"]");
        valid("string that looks like a comment", "[\"/* no */ // no\"]");
        valid("string that looks like a template", "[\"{{ event.x }} ${y}\"]");
    }

    private void validStructures() {
        for (String literal : List.of("true", "false", "null")) {
            valid("literal " + literal, literal);
            valid("literal " + literal + " in an array", "[" + literal + "]");
            valid("literal " + literal + " as a member", "{\"k\":" + literal + "}");
        }
        valid("array empty", "[]");
        valid("array empty with blanks", "[ \n ]");
        valid("array of all kinds", "[1,\"a\",true,false,null,{},[]]");
        valid("array deep", "[".repeat(30) + "]".repeat(30));
        valid("object empty", "{}");
        valid("object empty with blanks", "{\t}");
        valid("object empty name", "{\"\":1}");
        valid("object name with escapes", "{\"\\u0000\\n\\\"\":1}");
        valid("object order", "{\"z\":1,\"a\":2,\"m\":3,\"10\":4,\"9\":5}");
        valid("object deep", "{\"a\":".repeat(30) + "1" + "}".repeat(30));
        valid("object name of 64", "{\"" + "n".repeat(64) + "\":1}");
        valid("object blanks everywhere", " { \"a\" : [ 1 , 2 ] , \"b\" : { } } ");
        valid("object line ends", "{\r\n\"a\":1,\n\"b\":2\r}");
        valid("object right to left", "{\"שם\":\"ערך\"}");
        valid("object emoji name", "{\"🦊\":\"🦊\"}");
        valid("object that names prototypes", "{\"__proto__\":{},\"constructor\":1}");
    }

    private void truncations() {
        String whole = "{\"name\":[1.5e3,\"a\\u00e9\",true,null,{\"b\":false}]}";
        for (int end = 1; end < whole.length(); end++) {
            invalid("cut after " + end, whole.substring(0, end));
        }
    }

    private void brokenNumbers() {
        String[] numbers = {
            "+1",
            "01",
            "-01",
            "00",
            "1.",
            "-1.",
            ".5",
            "-.5",
            "1.e5",
            "1e",
            "1E",
            "1e+",
            "1e-",
            "1e5.2",
            "1ee5",
            "1e5e",
            "--1",
            "-",
            "+",
            "-a",
            "0x1F",
            "0b1",
            "0o7",
            "1_000",
            "1,000.5.1",
            "1.2.3",
            "NaN",
            "-NaN",
            "Infinity",
            "-Infinity",
            "inf",
            "1f",
            "1L",
            "1a",
            "0e",
            "0.e1",
            "-0.e1",
            "1 000",
            "１",
            "²",
            "1/2",
            "1%",
            "$1",
            "1e1 1",
            "- 1"
        };
        for (String number : numbers) {
            invalid("number " + number, "[" + number + "]");
        }
    }

    private void brokenStrings() {
        for (char control = 0; control < 0x20; control++) {
            invalid("string raw control " + (int) control, "[\"a" + control + "b\"]");
        }
        for (char letter : "acdeghijklmopqsvwxyz0179AU'`#".toCharArray()) {
            invalid("string escape " + letter, "[\"\\" + letter + "\"]");
        }
        for (String unit : List.of("", "0", "00", "000", "00g0", "GGGG", " 041", "-041", "{41}", "+041")) {
            invalid("string escaped unit " + unit, "[\"\\u" + unit + "\"]");
        }
        for (String text :
                List.of("'a'", "`a`", "\"a", "a\"", "“a”", "\"a\"b\"", "\"\\\"", "\"\\", "a", "\\n", "\"a\" \"b\"")) {
            invalid("string " + text, "[" + text + "]");
        }
    }

    private void brokenLiterals() {
        String[] words = {
            "True",
            "FALSE",
            "Null",
            "nul",
            "tru",
            "fals",
            "truee",
            "nulll",
            "undefined",
            "nil",
            "None",
            "yes",
            "true false",
            "tr ue",
            "true1"
        };
        for (String word : words) {
            invalid("literal " + word, "[" + word + "]");
        }
    }

    private void brokenStructures() {
        String[] documents = {
            "[1,]",
            "[,1]",
            "[1,,2]",
            "[,]",
            "[1 2]",
            "[1;2]",
            "[1:2]",
            "[1}",
            "{1}",
            "[1]]",
            "[[1]",
            "]",
            "}",
            "[[]",
            "[",
            "{",
            "{]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\" 1}",
            "{\"a\",1}",
            "{\"a\":1,}",
            "{,\"a\":1}",
            "{\"a\":1,,\"b\":2}",
            "{\"a\":1 \"b\":2}",
            "{a:1}",
            "{'a':1}",
            "{1:1}",
            "{null:1}",
            "{true:1}",
            "{[]:1}",
            "{\"a\"::1}",
            "{\"a\"=1}",
            "{\"a\":1;\"b\":2}",
            "{:1}",
            "{\"a\":1}}",
            "{\"a\":1}{\"b\":2}",
            "{\"a\":1} x",
            "[] []",
            "1 2",
            "{} null",
            "[1]#",
            "// c\n[]",
            "[]// c",
            "/* c */[]",
            "[1/* c */]",
            "# c\n[]",
            "[1]\u0000",
            "\u0000[1]",
            "[\u000b1]",
            "[\f1]",
            "[\u00a01]",
            "[\u20031]",
            "[\u20281]",
            "*",
            "<a/>",
            "a=b",
            "%7B%7D",
            "(1)",
            "[...]",
            "{\"a\":...}",
            "[1",
            "[\"a\",",
            "{\"a\":[",
            "{\"a\":{\"b\":",
            "[\"",
            "{\"",
            "&",
            "@",
            "[@]"
        };
        for (String document : documents) {
            invalid(
                    "document "
                            + document.codePoints()
                                    .mapToObj(Character::toString)
                                    .toList(),
                    document);
        }
    }

    private void numbersBeyondDoubles() {
        String kept = "kept with its characters";
        for (String number : List.of(
                "1e400",
                "-1e400",
                "1e-400",
                "1e9999",
                "123456789012345678901234567890",
                "-99999999999999999999",
                "0.1000000000000000055511151231257827",
                "9007199254740993",
                "-0.0",
                "1E+2")) {
            ours("number " + number, "[" + number + "]", true, kept);
        }
        ours("number of 100 digits", "[" + "1".repeat(100) + "]", true, kept);
        ours("number of 101 digits", "[" + "1".repeat(101) + "]", false, "longer than 100 characters");
        ours("number of 98 decimals", "[0." + "1".repeat(98) + "]", true, kept);
        ours("number of 99 decimals", "[0." + "1".repeat(99) + "]", false, "longer than 100 characters");
    }

    private void surrogates() {
        String kept = "kept as it was written";
        for (String unit : List.of(
                "\\uD800", "\\uDFFF", "\\uDEAD\\uD83D", "\\uD83Dx", "\\uD83D\\u0041", "\\uD83D\\uD83D\\uDE00")) {
            ours("string lone surrogate " + unit, "[\"" + unit + "\"]", true, kept);
        }
        ours("name lone surrogate", "{\"\\uD800\":1}", false, "no such name can be sent on");
        ours("duplicate names", "{\"a\":1,\"a\":2}", true, "kept; templates see the last one");
        ours("duplicate names same value", "{\"a\":1,\"b\":0,\"a\":1}", true, "kept; templates see the last one");
        ours("duplicate names by escape", "{\"a\":1,\"\\u0061\":2}", true, "kept; templates see the last one");
    }

    private void bytesThatAreNotUtf8() {
        String refused = "not UTF-8";
        int[][] sequences = {
            {0x80},
            {0xBF},
            {0xC0, 0xAF},
            {0xC1, 0xBF},
            {0xE0, 0x80, 0x80},
            {0xED, 0xA0, 0x80},
            {0xED, 0xBF, 0xBF},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xFC, 0x84, 0x80, 0x80, 0x80, 0x80},
            {0xFE},
            {0xFF},
            {0xE9},
            {0xC3},
            {0xE2, 0x82},
            {0xF0, 0x9F, 0xA6}
        };
        for (int[] sequence : sequences) {
            byte[] bytes = new byte[sequence.length + 4];
            StringBuilder name = new StringBuilder("string bytes");
            bytes[0] = '[';
            bytes[1] = '"';
            for (int i = 0; i < sequence.length; i++) {
                bytes[i + 2] = (byte) sequence[i];
                name.append(' ').append(Integer.toHexString(sequence[i]));
            }
            bytes[sequence.length + 2] = '"';
            bytes[sequence.length + 3] = ']';
            ours(name.toString(), bytes, false, refused);
        }
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            ours("document in " + charset, "[\"é\"]".getBytes(Charset.forName(charset)), false, refused);
        }
        ours("document after a byte order mark", "\ufeff[]", false, "RFC 8259 8.1: none may be sent");
        ours("byte order mark alone", "\ufeff", false, "RFC 8259 8.1: none may be sent");
    }

    private void sizes() {
        ours("depth 63", "[".repeat(63) + "]".repeat(63), true, "within 64, the envelope included");
        ours("depth 65", "[".repeat(65) + "]".repeat(65), false, "deeper than 64");
        ours("depth 500 objects", "{\"a\":".repeat(500) + "1" + "}".repeat(500), false, "deeper than 64");
        ours("depth 100000 unclosed", "[".repeat(100_000), false, "deeper than 64");
        ours("string of 256 KiB", "[\"" + "s".repeat(256 * 1024) + "\"]", true, "within the limit");
        ours("string over 256 KiB", "[\"" + "s".repeat(256 * 1024 + 1) + "\"]", false, "longer than 256 KiB");
        ours("name of 256", "{\"" + "n".repeat(256) + "\":1}", true, "within the limit");
        ours("name of 257", "{\"" + "n".repeat(257) + "\":1}", false, "longer than 256 characters");
        ours("many tokens", "[" + "1,".repeat(99_000) + "1]", true, "within 100,000 tokens");
        ours("too many tokens", "[" + "1,".repeat(100_001) + "1]", false, "more than 100,000 tokens");
    }
}
