/**
 * {@code winsock2.h} one to one: {@link org.joinleaf.winsock.Winsock}, and what its functions take and give.
 *
 * <p>In the functions of Winsock a null is NULL, which most of them answer with WSAEFAULT. In all other methods, and in those
 * that are macros in C, a null is a NullPointerException whose message is the parameter's name. All of this is there since
 * 0.1.0.
 *
 * <p>A program in C is translated line by line: each call keeps its name and its arguments, each structure is a class of its
 * name. What the headers for C on Linux declare (winsock2.h, ws2tcpip.h, mswsock.h, mstcpip.h, iphlpapi.h, windows.h and
 * joinleaf's own) is here, or the reason why it is not:
 *
 * <table>
 * <caption>Where the functions of C are</caption>
 * <tr><th>in C</th><th>in Java</th></tr>
 * <tr><td>WSAStartup</td><td>{@link Winsock#WSAStartup}</td></tr>
 * <tr><td>WSACleanup</td><td>{@link Winsock#WSACleanup}</td></tr>
 * <tr><td>WSAGetLastError</td><td>{@link Winsock#WSAGetLastError}</td></tr>
 * <tr><td>WSASetLastError</td><td>{@link Winsock#WSASetLastError}</td></tr>
 * <tr><td>socket</td><td>{@link Winsock#socket}</td></tr>
 * <tr><td>WSASocketW</td><td>{@link Winsock#WSASocket}</td></tr>
 * <tr><td>closesocket</td><td>{@link Winsock#closesocket}</td></tr>
 * <tr><td>bind</td><td>{@link Winsock#bind}</td></tr>
 * <tr><td>connect</td><td>{@link Winsock#connect}</td></tr>
 * <tr><td>listen</td><td>{@link Winsock#listen}</td></tr>
 * <tr><td>accept</td><td>{@link Winsock#accept}</td></tr>
 * <tr><td>WSAAccept</td><td>{@link Winsock#WSAAccept}</td></tr>
 * <tr><td>WSAConnect</td><td>{@link Winsock#WSAConnect}</td></tr>
 * <tr><td>WSAJoinLeaf</td><td>{@link Winsock#WSAJoinLeaf}</td></tr>
 * <tr><td>getsockname</td><td>{@link Winsock#getsockname}</td></tr>
 * <tr><td>getpeername</td><td>{@link Winsock#getpeername}</td></tr>
 * <tr><td>shutdown</td><td>{@link Winsock#shutdown}</td></tr>
 * <tr><td>WSASendDisconnect</td><td>{@link Winsock#WSASendDisconnect}</td></tr>
 * <tr><td>WSARecvDisconnect</td><td>{@link Winsock#WSARecvDisconnect}</td></tr>
 * <tr><td>WSADuplicateSocketW</td><td>{@link Winsock#WSADuplicateSocket}</td></tr>
 * <tr><td>send</td><td>{@link Winsock#send}</td></tr>
 * <tr><td>sendto</td><td>{@link Winsock#sendto}</td></tr>
 * <tr><td>recv</td><td>{@link Winsock#recv}</td></tr>
 * <tr><td>recvfrom</td><td>{@link Winsock#recvfrom}</td></tr>
 * <tr><td>WSASend</td><td>{@link Winsock#WSASend}</td></tr>
 * <tr><td>WSASendTo</td><td>{@link Winsock#WSASendTo}</td></tr>
 * <tr><td>WSASendMsg</td><td>{@link Winsock#WSASendMsg}</td></tr>
 * <tr><td>WSARecv</td><td>{@link Winsock#WSARecv}</td></tr>
 * <tr><td>WSARecvFrom</td><td>{@link Winsock#WSARecvFrom}</td></tr>
 * <tr><td>LPFN_WSARECVMSG</td><td>{@link Winsock#WSARecvMsg}</td></tr>
 * <tr><td>setsockopt</td><td>{@link Winsock#setsockopt}</td></tr>
 * <tr><td>getsockopt</td><td>{@link Winsock#getsockopt}</td></tr>
 * <tr><td>ioctlsocket</td><td>{@link Winsock#ioctlsocket}</td></tr>
 * <tr><td>WSAIoctl</td><td>{@link Winsock#WSAIoctl}</td></tr>
 * <tr><td>WSAGetQOSByName</td><td>{@link Winsock#WSAGetQOSByName}</td></tr>
 * <tr><td>WSASetUdpSendMessageSize</td><td>{@link Winsock#WSASetUdpSendMessageSize}</td></tr>
 * <tr><td>WSAGetUdpSendMessageSize</td><td>{@link Winsock#WSAGetUdpSendMessageSize}</td></tr>
 * <tr><td>WSASetUdpRecvMaxCoalescedSize</td><td>{@link Winsock#WSASetUdpRecvMaxCoalescedSize}</td></tr>
 * <tr><td>WSAGetUdpRecvMaxCoalescedSize</td><td>{@link Winsock#WSAGetUdpRecvMaxCoalescedSize}</td></tr>
 * <tr><td>WSASetRecvIPEcn, WSAGetRecvIPEcn</td><td>not here: setsockopt and getsockopt of the option IP_RECVECN (50)</td></tr>
 * <tr><td>WSAEnumProtocolsW</td><td>{@link Winsock#WSAEnumProtocols}</td></tr>
 * <tr><td>WSACreateEvent</td><td>{@link Winsock#WSACreateEvent}</td></tr>
 * <tr><td>WSACloseEvent</td><td>{@link Winsock#WSACloseEvent}</td></tr>
 * <tr><td>WSASetEvent</td><td>{@link Winsock#WSASetEvent}</td></tr>
 * <tr><td>WSAResetEvent</td><td>{@link Winsock#WSAResetEvent}</td></tr>
 * <tr><td>WSAEventSelect</td><td>{@link Winsock#WSAEventSelect}</td></tr>
 * <tr><td>WSAEnumNetworkEvents</td><td>{@link Winsock#WSAEnumNetworkEvents}</td></tr>
 * <tr><td>WSAWaitForMultipleEvents</td><td>{@link Winsock#WSAWaitForMultipleEvents}</td></tr>
 * <tr><td>select</td><td>{@link Winsock#select}</td></tr>
 * <tr><td>WSAPoll</td><td>{@link Winsock#WSAPoll}</td></tr>
 * <tr><td>__WSAFDIsSet</td><td>{@link Winsock#FD_ISSET}</td></tr>
 * <tr><td>FD_ZERO</td><td>{@link Winsock#FD_ZERO}</td></tr>
 * <tr><td>FD_SET</td><td>{@link Winsock#FD_SET}</td></tr>
 * <tr><td>FD_CLR</td><td>{@link Winsock#FD_CLR}</td></tr>
 * <tr><td>FD_ISSET</td><td>{@link Winsock#FD_ISSET}</td></tr>
 * <tr><td>WSA_CMSG_FIRSTHDR</td><td>{@link Winsock#WSA_CMSG_FIRSTHDR}</td></tr>
 * <tr><td>WSA_CMSG_NXTHDR</td><td>{@link Winsock#WSA_CMSG_NXTHDR}</td></tr>
 * <tr><td>WSA_CMSG_DATA</td><td>{@link Winsock#WSA_CMSG_DATA}</td></tr>
 * <tr><td>WSA_CMSG_LEN</td><td>{@link Winsock#WSA_CMSG_LEN}</td></tr>
 * <tr><td>WSA_CMSG_SPACE</td><td>{@link Winsock#WSA_CMSG_SPACE}</td></tr>
 * <tr><td>MAKEWORD</td><td>{@link Winsock#MAKEWORD}</td></tr>
 * <tr><td>MAKELONG</td><td>{@link Winsock#MAKELONG}</td></tr>
 * <tr><td>LOBYTE</td><td>{@link Winsock#LOBYTE}</td></tr>
 * <tr><td>HIBYTE</td><td>{@link Winsock#HIBYTE}</td></tr>
 * <tr><td>LOWORD</td><td>{@link Winsock#LOWORD}</td></tr>
 * <tr><td>HIWORD</td><td>{@link Winsock#HIWORD}</td></tr>
 * <tr><td>htonl</td><td>{@link Winsock#htonl}</td></tr>
 * <tr><td>htons</td><td>{@link Winsock#htons}</td></tr>
 * <tr><td>ntohl</td><td>{@link Winsock#ntohl}</td></tr>
 * <tr><td>ntohs</td><td>{@link Winsock#ntohs}</td></tr>
 * <tr><td>htonll, ntohll, htonf, ntohf, htond, ntohd</td><td>{@link java.nio.ByteBuffer}, whose order is at first the
 * network's</td></tr>
 * <tr><td>WSAHtonl</td><td>{@link Winsock#WSAHtonl}</td></tr>
 * <tr><td>WSAHtons</td><td>{@link Winsock#WSAHtons}</td></tr>
 * <tr><td>WSANtohl</td><td>{@link Winsock#WSANtohl}</td></tr>
 * <tr><td>WSANtohs</td><td>{@link Winsock#WSANtohs}</td></tr>
 * <tr><td>inet_addr</td><td>{@link Winsock#inet_addr}</td></tr>
 * <tr><td>inet_ntoa</td><td>{@link Winsock#inet_ntoa}</td></tr>
 * <tr><td>inet_pton, InetPtonW</td><td>{@link Winsock#inet_pton}</td></tr>
 * <tr><td>inet_ntop, InetNtopW</td><td>{@link Winsock#inet_ntop}</td></tr>
 * <tr><td>WSAAddressToStringW</td><td>{@link Winsock#WSAAddressToString}</td></tr>
 * <tr><td>WSAStringToAddressW</td><td>{@link Winsock#WSAStringToAddress}</td></tr>
 * <tr><td>gethostname, GetHostNameW</td><td>{@link Winsock#gethostname}</td></tr>
 * <tr><td>getaddrinfo, GetAddrInfoW</td><td>{@link Winsock#getaddrinfo}</td></tr>
 * <tr><td>getnameinfo, GetNameInfoW</td><td>{@link Winsock#getnameinfo}</td></tr>
 * <tr><td>gai_strerrorA, gai_strerrorW</td><td>{@link Winsock#gai_strerror}</td></tr>
 * <tr><td>gethostbyname</td><td>{@link Winsock#gethostbyname}</td></tr>
 * <tr><td>gethostbyaddr</td><td>{@link Winsock#gethostbyaddr}</td></tr>
 * <tr><td>getservbyname</td><td>{@link Winsock#getservbyname}</td></tr>
 * <tr><td>getservbyport</td><td>{@link Winsock#getservbyport}</td></tr>
 * <tr><td>getprotobyname</td><td>{@link Winsock#getprotobyname}</td></tr>
 * <tr><td>getprotobynumber</td><td>{@link Winsock#getprotobynumber}</td></tr>
 * <tr><td>if_nametoindex</td><td>{@link java.net.NetworkInterface#getIndex()}</td></tr>
 * <tr><td>if_indextoname</td><td>{@link java.net.NetworkInterface#getByIndex(int)}</td></tr>
 * <tr><td>GetAdaptersAddresses</td><td>{@link java.net.NetworkInterface#networkInterfaces()}</td></tr>
 * <tr><td>freeaddrinfo, FreeAddrInfoW</td><td>not here: an {@link ADDRINFO} is collected as every object is</td></tr>
 * <tr><td>WSASocketA, WSADuplicateSocketA, WSAEnumProtocolsA, WSAAddressToStringA, WSAStringToAddressA</td><td>not
 * here: text of a code page; their W forms take any text</td></tr>
 * <tr><td>setsourcefilter, getsourcefilter, setipv4sourcefilter, getipv4sourcefilter</td><td>not here: {@link
 * Winsock#setsockopt} adds and drops one source after the other</td></tr>
 * <tr><td>WSAGetOverlappedResult, SleepEx, CancelIo, CancelIoEx</td><td>not here: Java's calls are not overlapped;
 * events tell what a socket is ready for</td></tr>
 * <tr><td>IN4_IS_ADDR_UNSPECIFIED, IN6_IS_ADDR_UNSPECIFIED, IN4ADDR_ISANY, IN6ADDR_ISANY,
 * INETADDR_ISANY</td><td>{@link java.net.InetAddress#isAnyLocalAddress()}</td></tr>
 * <tr><td>IN4_IS_ADDR_LOOPBACK, IN6_IS_ADDR_LOOPBACK, INET_IS_ADDR_LOOPBACK, IN4ADDR_ISLOOPBACK, IN6ADDR_ISLOOPBACK,
 * INETADDR_ISLOOPBACK</td><td>{@link java.net.InetAddress#isLoopbackAddress()}</td></tr>
 * <tr><td>IN4_IS_ADDR_MULTICAST, IN6_IS_ADDR_MULTICAST, INET_IS_ADDR_MULTICAST</td><td>{@link
 * java.net.InetAddress#isMulticastAddress()}</td></tr>
 * <tr><td>IN4_IS_ADDR_LINKLOCAL, IN6_IS_ADDR_LINKLOCAL</td><td>{@link
 * java.net.InetAddress#isLinkLocalAddress()}</td></tr>
 * <tr><td>IN4_IS_ADDR_SITELOCAL, IN6_IS_ADDR_SITELOCAL</td><td>{@link java.net.InetAddress#isSiteLocalAddress()},
 * which for IPv4 means the networks of RFC 1918</td></tr>
 * <tr><td>IN4_IS_ADDR_RFC1918</td><td>{@link java.net.InetAddress#isSiteLocalAddress()}</td></tr>
 * <tr><td>IN6_IS_ADDR_MC_NODELOCAL</td><td>{@link java.net.InetAddress#isMCNodeLocal()}</td></tr>
 * <tr><td>IN4_IS_ADDR_MC_LINKLOCAL, IN6_IS_ADDR_MC_LINKLOCAL</td><td>{@link
 * java.net.InetAddress#isMCLinkLocal()}</td></tr>
 * <tr><td>IN4_IS_ADDR_MC_SITELOCAL, IN6_IS_ADDR_MC_SITELOCAL</td><td>{@link
 * java.net.InetAddress#isMCSiteLocal()}</td></tr>
 * <tr><td>IN6_IS_ADDR_MC_ORGLOCAL</td><td>{@link java.net.InetAddress#isMCOrgLocal()}</td></tr>
 * <tr><td>IN6_IS_ADDR_MC_GLOBAL</td><td>{@link java.net.InetAddress#isMCGlobal()}</td></tr>
 * <tr><td>IN6_IS_ADDR_V4COMPAT</td><td>{@link java.net.Inet6Address#isIPv4CompatibleAddress()}</td></tr>
 * <tr><td>IN6_IS_ADDR_V4MAPPED</td><td>not here: an InetAddress of such bytes is an {@link
 * java.net.Inet4Address}</td></tr>
 * <tr><td>IN4_IS_ADDR_BROADCAST, IN4_IS_ADDR_MC_ADMINLOCAL, IN6_IS_ADDR_MC_ADMINLOCAL, IN6_IS_ADDR_GLOBAL</td><td>not
 * here: a look at the bytes of {@link java.net.InetAddress#getAddress()}</td></tr>
 * <tr><td>IN6_SET_ADDR_V4MAPPED, IN6_GET_ADDR_V4MAPPED, IN6ADDR_SETV4MAPPED, IN6ADDR_ISV4MAPPED</td><td>not here: a socket
 * for both families takes an {@link java.net.Inet4Address}</td></tr>
 * <tr><td>INET_IS_ADDR_UNSPECIFIED</td><td>{@link java.net.InetAddress#isAnyLocalAddress()}</td></tr>
 * <tr><td>INET_ADDR_LENGTH, INET_SOCKADDR_LENGTH, INETADDR_ADDRESS, INETADDR_SET_ADDRESS, INETADDR_PORT,
 * INETADDR_SET_PORT, INETADDR_SCOPE_ID</td><td>not here: {@link java.net.InetSocketAddress} has the parts</td></tr>
 * <tr><td>IN4_ADDR_EQUAL, IN6_ADDR_EQUAL, INET_ADDR_EQUAL</td><td>{@link
 * java.net.InetAddress#equals(Object)}</td></tr>
 * <tr><td>IN4ADDR_ISEQUAL, IN6ADDR_ISEQUAL, INETADDR_ISEQUAL</td><td>{@link
 * java.net.InetSocketAddress#equals(Object)}</td></tr>
 * <tr><td>IN4ADDR_ISUNSPECIFIED, IN6ADDR_ISUNSPECIFIED</td><td>not here: {@link SOCKADDR_IN} and {@link SOCKADDR_IN6}
 * have the members</td></tr>
 * <tr><td>IN4ADDR_SETSOCKADDR, IN6ADDR_SETSOCKADDR, IN4ADDR_SETANY, IN6ADDR_SETANY, INETADDR_SETANY,
 * IN4ADDR_SETLOOPBACK, IN6ADDR_SETLOOPBACK, INETADDR_SETLOOPBACK, IN6_SET_ADDR_UNSPECIFIED,
 * IN6_SET_ADDR_LOOPBACK</td><td>{@link SocketAddresses#put}</td></tr>
 * <tr><td>GetLastError, SetLastError</td><td>{@link Winsock#WSAGetLastError}, {@link Winsock#WSASetLastError}: in Java
 * Winsock has a last error of its own</td></tr>
 * <tr><td>Sleep</td><td>{@link java.lang.Thread#sleep(long)}</td></tr>
 * <tr><td>GetTickCount, GetTickCount64, QueryPerformanceCounter, QueryPerformanceFrequency</td><td>{@link
 * java.lang.System#nanoTime()}</td></tr>
 * <tr><td>GetSystemTimeAsFileTime</td><td>{@link java.lang.System#currentTimeMillis()}</td></tr>
 * <tr><td>GetProcessHeap, HeapAlloc, HeapFree, GlobalAlloc, GlobalFree, LocalAlloc, LocalFree</td><td>not here: a {@link
 * Structure} has memory of its own, and {@link java.nio.ByteBuffer#allocateDirect(int)} makes more</td></tr>
 * <tr><td>FormatMessageA, FormatMessageW</td><td>{@link WinsockError#text()}</td></tr>
 * <tr><td>WideCharToMultiByte, MultiByteToWideChar</td><td>{@link java.nio.charset.Charset}</td></tr>
 * <tr><td>GetCurrentProcessId</td><td>{@link java.lang.ProcessHandle#pid()}</td></tr>
 * <tr><td>ExitProcess</td><td>{@link java.lang.System#exit(int)}</td></tr>
 * <tr><td>joinleaf_send_batch</td><td>{@link org.joinleaf.MultipointSocket#sendBatch(java.nio.ByteBuffer, int)} and
 * its kin</td></tr>
 * <tr><td>joinleaf_receive_batch</td><td>{@link
 * org.joinleaf.MultipointSocket#receiveBatch(org.joinleaf.ReceiveBatch)}</td></tr>
 * <tr><td>joinleaf_receive_batch_control</td><td>{@link
 * org.joinleaf.MultipointSocket#receiveBatch(org.joinleaf.ReceiveBatch)}, after {@link
 * org.joinleaf.MultipointSocket#requestControlData}</td></tr>
 * <tr><td>joinleaf_batch_modes</td><td>{@link org.joinleaf.MultipointSocket#batchModes(int)}</td></tr>
 * <tr><td>joinleaf_ready_sockets</td><td>{@link org.joinleaf.NetworkSelector}</td></tr>
 * <tr><td>joinleaf_version</td><td>not here: the JAR has its version, and refuses a library of another build</td></tr>
 * <tr><td>joinleaf_install_provider, WSPStartup</td><td>not here: a provider is a row of C functions, which other
 * programs must be able to load</td></tr>
 * </table>
 *
 * @since 0.1.0
 */
package org.joinleaf.winsock;
