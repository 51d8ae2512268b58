/** Winsock 2 multipoint sessions for Java, on Windows and Linux. */
module org.joinleaf {
    exports org.joinleaf;
    exports org.joinleaf.winsock;
}
