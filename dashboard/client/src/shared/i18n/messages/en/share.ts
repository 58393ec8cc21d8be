export const shareMessages = {
  share: {
    open: 'Share',
    copyPicture: 'Copy picture',
    savePicture: 'Download picture',
    saveWorkbook: 'Download table (.xlsx)',
    saveBulletin: 'Download bulletin (.xlsx)',
    copyLink: 'Copy link',
    print: 'Print',
    paceTable: 'Pace (.xlsx)',
    pointsTable: 'Points (.xlsx)',
    unitTable: 'Units (.xlsx)',
    working: 'Preparing',
    pictureCopied: 'The picture is copied: paste it into a chat or a document.',
    pictureRefused:
      'The browser does not allow pictures to be copied (the page needs HTTPS, or the permission): download the picture instead.',
    saved: 'Downloaded',
    linkCopied: 'The link is copied',
    linkRefused: 'The browser does not allow copying: select the address below and copy it.',
    address: 'Address of this page',
    failed: 'It could not be loaded: try again later.',
  },
}
