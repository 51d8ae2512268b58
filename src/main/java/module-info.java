/** Winsock 2 multipoint sessions for Java, on Windows and Linux. */
module org.joinleaf {
    requires static info.picocli;

    exports org.joinleaf;
    exports org.joinleaf.winsock;

    opens org.joinleaf.cli to info.picocli;
}
